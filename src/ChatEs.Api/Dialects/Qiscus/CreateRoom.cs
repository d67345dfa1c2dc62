using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.CreateRoom;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST create_room</c>: the creator is in the room only if he is among the participants.</summary>
internal sealed class CreateRoom(CommandBus bus, NamedUsers named, Numbers numbers) : QiscusOperation
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

        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await named.Resolve(call, [creator, .. participants], Asking) switch
        {
            { Result.Users: var users } when Asking(users) is var (command, context) => await bus.Send(command, context, call.Aborted),
            var refused => Outcome<RoomCreatedResult>.Refused(refused.Refusal!),
        };
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        if (outcome.Result is not { } created)
            return outcome.Refusal;
        // Out of the request alone: a retry gets the same room, whatever has happened in it since.
        var room = new RoomBody(
            created.Room.ToString(), name, QiscusValues.Type(RoomKind.Group), avatar ?? "", options ?? QiscusValues.Nothing, RoomChannelId: "");
        return call.Answer(new(room), QiscusJsonContext.Default.EnvelopeRoomResults);

        (Command, CommandContext) Asking(IReadOnlyList<UserNumber> users) => (
            new(number, RoomVisibility.Private, name, Key: null, users[0], [.. users.Skip(1)], Description: null, options, avatar, CreatorJoins: false),
            call.Context(users[0]));
    }
}
