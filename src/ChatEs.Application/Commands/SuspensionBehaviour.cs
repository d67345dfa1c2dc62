using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using MediatR;

namespace ChatEs.Application.Commands;

/// <summary>
/// Refuses whatever a suspended user sends, also through a server key that acts for him, and before a repeated request is
/// answered from its record. This process knows at once of the suspensions that it carries out itself.
/// </summary>
internal sealed class SuspensionBehaviour<TCommand, TOutcome>(Suspended suspended, CommandContext context) : IPipelineBehavior<TCommand, TOutcome>
    where TCommand : class, ICommand where TOutcome : IOutcome<TOutcome>
{
    public async Task<TOutcome> Handle(TCommand request, CancellationToken cancellationToken, RequestHandlerDelegate<TOutcome> next)
    {
        if (context.Caller.User is { } user && suspended.Contains(user))
            return TOutcome.Refused(CommandRunner.Suspended(user));
        var outcome = await next();
        if (request is SuspendUser or ReactivateUser && outcome.Refusal is null)
            await Know();
        return outcome;
    }

    /// <summary>The command is stored, so whatever happens here must not make a failure of it; the watch looks again soon.</summary>
    private async Task Know()
    {
        try
        {
            await suspended.Refresh(CancellationToken.None);
        }
        catch (Exception e) when (ChatEsDatabase.IsUnreachable(e))
        {
        }
    }
}
