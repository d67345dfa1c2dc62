using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using Command = ChatEs.Domain.Rooms.AddParticipants;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST add_room_participants</c>: answers with those who were not in the room before.</summary>
internal sealed class AddRoomParticipants(CommandBus bus, UserDirectory directory, UserQueries users, RoomLists lists, SignedUrls signed)
    : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("room_id");
        var ids = call.UserIds("user_ids", fewest: 1);
        if (call.Problem is { } problem)
            return problem;
        // Before anybody is registered for the sake of a room that is not there.
        if (await lists.ByNumber(call, id) is not { Number: var room })
            return QiscusErrors.RoomNotFound(id);

        var resolved = await directory.Resolve(ids, mayRegister: true, call.Aside, call.Aborted);
        if (resolved.Result is not { } named)
            return resolved.Refusal;
        var outcome = await bus.Send(new Command(room, Actor.Server, named.Users), call.Context(), call.Aborted);
        return outcome.Result is { } added
            ? call.Answer(new(await RoomRendering.People(call, added.Users, users, signed)), QiscusJsonContext.Default.EnvelopeAddedResults)
            : outcome.Refusal;
    }
}
