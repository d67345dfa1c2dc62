using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>DELETE deactivate_users</c>: they do nothing from then on. An unknown one is refused before any of them is changed.</summary>
internal sealed class DeactivateUsers(CommandBus bus, RoomLists lists) : QiscusOperation
{
    protected override Task<QiscusProblem?> Answer(QiscusCall call) =>
        Standing.Change(call, bus, lists, user => new SuspendUser(user, Actor.Server), "deactivated");
}

/// <summary>What deactivating and reactivating have in common.</summary>
internal static class Standing
{
    public static async Task<QiscusProblem?> Change(
        QiscusCall call, CommandBus bus, RoomLists lists, Func<UserNumber, ICommand<UserChangedResult>> command, string done)
    {
        var ids = call.UserIds("user_ids", fewest: 1);
        if (call.Problem is { } problem)
            return problem;
        var known = await lists.Known(call, ids);
        if (ids.Except(known.Select(user => user.ExternalId), StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
            return QiscusErrors.Invalid([.. unknown.Select(id => $"{id}: This user is not registered.")]);

        var context = call.Context();
        foreach (var user in known)
        {
            var outcome = await bus.Send(command(user.Number), context, call.Aborted);
            if (outcome.Refusal is not null)
                return outcome.Refusal;
            // The request has its record with the first; a retry may do the rest again, which changes nothing.
            context = call.Aside;
        }
        return call.Answer(new($"{known.Count} {(known.Count == 1 ? "user" : "users")} {done}"), QiscusJsonContext.Default.EnvelopeMessageResults);
    }
}
