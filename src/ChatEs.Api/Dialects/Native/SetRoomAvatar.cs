using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.SetRoomAvatar;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PUT /v1/rooms/{room}/avatar</c></summary>
internal sealed class SetRoomAvatar(Avatars avatars, CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Gives a room an avatar.")
    {
        More = "A moderator or the secret key. The bytes of an image as they are, or with Content-Type application/json an address elsewhere.",
    }
        .Asking(Uploads.Name)
        .TakingFile(NativeJsonContext.Default.AvatarUrlBody, """{"url":"https://example.com/fox.png"}""")
        .AnsweringNothing()
        .InRoom(SingleRoom, RoomArchived, FileTooLarge);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (call.Problem is { } problem)
            return problem;
        if (await avatars.Read(call) is not { } avatar || call.Problem is not null)
            return call.Problem;
        var outcome = await bus.Send(new Command(room, call.Actor, avatar), call.Context, call.Aborted);
        if (outcome.Refusal is not { } refusal)
            return call.AnswerNothing();
        await avatars.Discard(call, avatar);
        return refusal;
    }
}
