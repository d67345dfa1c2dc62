using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.RemoveParticipants;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/leave</c></summary>
internal sealed class LeaveRoom(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Leaves a room.") { More = "A private room is not there any more for who has left it." }
        .Answering(NativeJsonContext.Default.ChangedBody)
        .InRoom(SingleRoom);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        await call.NoBody();
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var outcome = await bus.Send(new Command(room, user, [user]), call.Context, call.Aborted);
        return outcome.Result is { } changed
            ? call.Answer(StatusCodes.Status200OK, new(changed.Users.Count > 0), NativeJsonContext.Default.ChangedBody)
            : outcome.Refusal;
    }
}
