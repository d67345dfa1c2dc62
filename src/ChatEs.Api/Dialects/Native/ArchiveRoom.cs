using ChatEs.Application.Commands;
using Command = ChatEs.Domain.Rooms.ArchiveRoom;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/archive</c></summary>
internal sealed class ArchiveRoom(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Archives a room.")
    {
        More = "A moderator, the secret key, or either of the two of a single room. Nothing in it changes from now on, until it is unarchived; it can be read.",
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
