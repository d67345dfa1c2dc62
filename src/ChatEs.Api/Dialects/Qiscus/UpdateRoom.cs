using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Domain;
using Command = ChatEs.Domain.Rooms.UpdateRoom;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST update_room</c>: what is not given stays.</summary>
internal sealed class UpdateRoom(CommandBus bus, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var id = call.Required("room_id");
        var key = call.Text("room_channel_id");
        var name = call.Text("room_name");
        var avatar = call.Url("room_avatar_url");
        var options = call.Document("room_options", isObject: false);
        if (call.Problem is { } problem)
            return problem;
        if (QiscusValues.Room(id) is not { } number)
            return QiscusErrors.RoomNotFound(id);

        var outcome = await bus.Send(
            new Command(number, Actor.Server, name, key, Description: null, options, avatar), call.Context(), call.Aborted);
        if (outcome.Result is not { } updated)
            return outcome.Refusal;
        return await lists.ByNumber(call, id) is { } room
            ? call.Answer(
                new(updated.Changed, RoomRendering.Body(room, await signed.For(call.Http.Request))),
                QiscusJsonContext.Default.EnvelopeChangedRoomResults)
            : QiscusErrors.RoomNotFound(id);
    }
}
