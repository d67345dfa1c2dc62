using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.CreateRoom;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST create_room</c>: the creator is in the room only if he is among the participants.</summary>
internal sealed class CreateRoom(CommandBus bus, UserDirectory directory, Numbers numbers) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var name = call.Required("room_name");
        var participants = call.UserIds("participants", fewest: 0);
        var creator = call.UserId("creator");
        var avatar = call.Url("room_avatar_url");
        var options = call.Document("room_options", isObject: false);
        if (call.Problem is { } problem)
            return problem;

        var resolved = await directory.Resolve([creator, .. participants], mayRegister: true, call.Aside, call.Aborted);
        if (resolved.Result is not { Users: var users })
            return resolved.Refusal;
        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await bus.Send(
            new Command(
                number, RoomVisibility.Private, name, Key: null, users[0], [.. users.Skip(1)],
                Description: null, options, avatar, CreatorJoins: false),
            call.Context(users[0]), call.Aborted);
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        if (outcome.Result is not { } created)
            return outcome.Refusal;
        // Out of the request alone: a retry gets the same room, whatever has happened in it since.
        var room = new RoomBody(
            created.Room.ToString(), name, QiscusValues.Type(RoomKind.Group), avatar ?? "", options ?? QiscusValues.Nothing, RoomChannelId: "");
        return call.Answer(new(room), QiscusJsonContext.Default.EnvelopeRoomResults);
    }
}
