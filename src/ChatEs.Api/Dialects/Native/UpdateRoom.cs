using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.UpdateRoom;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PATCH /v1/rooms/{room}</c></summary>
internal sealed class UpdateRoom(CommandBus bus, RoomQueries rooms, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("Changes what a room is called and about.")
    {
        More = "A moderator or the secret key. What is left out or null stays as it is. The room of two has no name and takes none.",
    }
        .Taking(NativeJsonContext.Default.UpdateRoomBody, """{"name":"The lounge","description":"Anything goes"}""", """{"options":{"color":"blue"}}""")
        .Answering(NativeJsonContext.Default.RoomBody, when: "The room as it is now.")
        .InRoom(SingleRoom, RoomArchived, RoomExists);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (await call.Body(NativeJsonContext.Default.UpdateRoomBody) is not { } body)
            return call.Problem;
        var options = NativeValues.DocumentOf(call, "options", body.Options);
        if (call.Problem is { } problem)
            return problem;

        var command = new Command(room, call.Actor, body.Name, body.Key, body.Description, options, body.AvatarUrl);
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        if (outcome.Refusal is { } refusal)
            return refusal.Code == RefusalCode.AlreadyTaken ? NativeErrors.RoomExists(body.Key) : refusal;
        return await rooms.Get(call.Tenant, room, call.User, call.Aborted) is { } view
            ? call.Answer(StatusCodes.Status200OK, RoomRendering.Body(view, await urls.For(call.Http.Request)), NativeJsonContext.Default.RoomBody)
            : NativeErrors.RoomNotFound(room);
    }
}
