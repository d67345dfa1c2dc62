using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.AddParticipants;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/join</c></summary>
internal sealed class JoinRoom(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Joins a public room.") { More = "Who is in it already stays so." }
        .Answering(NativeJsonContext.Default.ChangedBody)
        .InRoom(SingleRoom, RoomArchived);

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
