using ChatEs.Application.Commands;
using ChatEs.Domain;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.SetRoomAvatar;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/rooms/{room}/avatar</c></summary>
internal sealed class RemoveRoomAvatar(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Takes the avatar from a room.") { More = "A moderator or the secret key." }
        .AnsweringNothing()
        .InRoom(SingleRoom, RoomArchived);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (call.Problem is { } problem)
            return problem;
        var outcome = await bus.Send(new Command(room, call.Actor, Avatar.None), call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
