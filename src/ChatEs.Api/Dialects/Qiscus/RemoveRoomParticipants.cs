using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.RemoveParticipants;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST remove_room_participants</c>: answers with those who were in the room; whom the app has not was not.</summary>
internal sealed class RemoveRoomParticipants(CommandBus bus, UserQueries users, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("room_id");
        var ids = call.UserIds("user_ids", fewest: 1);
        if (call.Problem is { } problem)
            return problem;
        if (await lists.ByNumber(call, id) is not { } room)
            return QiscusErrors.RoomNotFound(id);
        if (room.Kind == RoomKind.Single)
            return QiscusErrors.Invalid("room_id", "Must be a group room; the two of a single room never change.");

        var known = await lists.Known(call, ids);
        if (known is [])
            return call.Answer(new([]), QiscusJsonContext.Default.EnvelopeRemovedResults);
        var outcome = await bus.Send(new Command(room.Number, Actor.Server, [.. known.Select(user => user.Number)]), call.Context(), call.Aborted);
        return outcome.Result is { } removed
            ? call.Answer(new(await RoomRendering.People(call, removed.Users, users, signed)), QiscusJsonContext.Default.EnvelopeRemovedResults)
            : outcome.Refusal;
    }
}
