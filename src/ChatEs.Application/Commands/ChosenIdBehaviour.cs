using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using MediatR;

namespace ChatEs.Application.Commands;

/// <summary>
/// Refuses a message whose chosen id is a message's already. Ids that clients choose are reserved and settled under the
/// head; ids that the service makes are not, and meeting one there would break a whole batch for everybody in it. So it is
/// asked only of ids that may have been made here. The unique index stays for the race.
/// </summary>
internal sealed class ChosenIdBehaviour<TCommand, TOutcome>(MessageQueries messages, CommandContext context) : IPipelineBehavior<TCommand, TOutcome>
    where TCommand : class, ICommand where TOutcome : IOutcome<TOutcome>
{
    public async Task<TOutcome> Handle(TCommand request, CancellationToken cancellationToken, RequestHandlerDelegate<TOutcome> next) =>
        request is PostMessage { ReserveId: true } post && MessageIds.MayBeMadeHere(post.Id)
        && await messages.NumberOf(context.Caller.Tenant, post.Id, cancellationToken) is not null
            ? TOutcome.Refused(CommandRunner.MessageIdTaken)
            : await next();
}
