using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using Command = ChatEs.Domain.Rooms.AddParticipants;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST add_room_participants</c>: answers with those who were not in the room before.</summary>
internal sealed class AddRoomParticipants(CommandBus bus, NamedUsers named, UserQueries users, RoomLists lists, SignedUrls signed)
    : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("room_id");
        var ids = call.UserIds("user_ids", fewest: 1);
        if (call.Problem is { } problem)
            return problem;
        if (await lists.ByNumber(call, id) is not { Number: var room })
            return QiscusErrors.RoomNotFound(id);

        var resolved = await named.Resolve(call, ids, Asking);
        if (resolved.Result is not { Users: var added })
            return resolved.Refusal;
        var (command, context) = Asking(added);
        var outcome = await bus.Send(command, context, call.Aborted);
        return outcome.Result is { } changed
            ? call.Answer(new(await RoomRendering.People(call, changed.Users, users, signed)), QiscusJsonContext.Default.EnvelopeAddedResults)
            : outcome.Refusal;

        (Command, CommandContext) Asking(IReadOnlyList<UserNumber> whom) => (new(room, Actor.Server, whom), call.Context());
    }
}
