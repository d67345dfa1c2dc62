using ChatEs.Application.Commands;
using Command = ChatEs.Domain.Rooms.UnarchiveRoom;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/unarchive</c></summary>
internal sealed class UnarchiveRoom(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Unarchives a room.")
    {
        More = "A moderator, the secret key, or either of the two of a single room. It takes messages again.",
    }
        .Answering(NativeJsonContext.Default.ChangedBody)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        await call.NoBody();
        if (call.Problem is { } problem)
            return problem;
        var outcome = await bus.Send(new Command(room, call.Actor), call.Context, call.Aborted);
        return outcome.Result is { } done
            ? call.Answer(StatusCodes.Status200OK, new(done.Changed), NativeJsonContext.Default.ChangedBody)
            : outcome.Refusal;
    }
}
