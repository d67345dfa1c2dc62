using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST get_or_create_room_with_target</c>: the one room of two users, in whichever order they are named.</summary>
internal sealed class GetOrCreateRoomWithTarget(CommandBus bus, NamedUsers named, Numbers numbers, RoomLists lists, SignedUrls signed)
    : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var two = call.UserIds("user_ids", fewest: 2);
        var options = call.Document("room_options", isObject: false);
        if (two.Count > 2 || (two.Count == 2 && two[0] == two[1]))
            call.Invalid("user_ids", "Must name exactly two different users.");
        if (call.Problem is { } problem)
            return problem;

        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await named.Resolve(call, two, Asking) switch
        {
            { Result.Users: var users } when Asking(users) is var (command, context) => await bus.Send(command, context, call.Aborted),
            var refused => Outcome<RoomGotResult>.Refused(refused.Refusal!),
        };
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        if (outcome.Result is not { } got)
            return outcome.Refusal;
        if (got.Created)
        {
            var created = new RoomBody(
                got.Room.ToString(), "", QiscusValues.Type(RoomKind.Single), "", options ?? QiscusValues.Nothing, RoomChannelId: "");
            return call.Answer(new(created), QiscusJsonContext.Default.EnvelopeRoomResults);
        }
        var id = got.Room.ToString();
        return await lists.ByNumber(call, id) is { } room
            ? call.Answer(new(RoomRendering.Body(room, await signed.For(call.Http.Request))), QiscusJsonContext.Default.EnvelopeRoomResults)
            : QiscusErrors.RoomNotFound(id);

        (GetOrCreateSingleRoom, CommandContext) Asking(IReadOnlyList<UserNumber> users) =>
            (new(number, users[0], users[1], Creator: null, options), call.Context());
    }
}
