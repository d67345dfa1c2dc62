using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using Command = ChatEs.Domain.Rooms.RemoveParticipants;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/rooms/{room}/participants?user=…&amp;user=…</c>: in the query, since a DELETE's body may be dropped on the way.</summary>
internal sealed class RemoveParticipants(CommandBus bus, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Removes users from a room.") { More = "A moderator or the secret key; everybody removes himself." }
        .Asking(QueryValue.User("An external id, as often as there are users; at most 1,000.") with { Repeated = true })
        .Answering(NativeJsonContext.Default.RemovedBody)
        .InRoom(NativeCodes.SingleRoom);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        var ids = call.ExternalIds("user", [.. call.Http.Request.Query["user"]], fewest: 1);
        if (call.Problem is { } problem)
            return problem;

        var resolved = await directory.Resolve(ids, mayRegister: false, call.Context, call.Aborted);
        if (resolved.Refusal is { } unknown)
            return unknown;
        var users = resolved.Result!.Users;
        var outcome = await bus.Send(new Command(room, call.Actor, users), call.Context, call.Aborted);
        return outcome.Result is { } changed
            ? call.Answer(StatusCodes.Status200OK, new(AddParticipants.Names(changed, users, ids)), NativeJsonContext.Default.RemovedBody)
            : outcome.Refusal;
    }
}
