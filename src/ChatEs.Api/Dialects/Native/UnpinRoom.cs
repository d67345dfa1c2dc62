using ChatEs.Application.Commands;
using Command = ChatEs.Domain.Rooms.UnpinRoom;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/rooms/{room}/pin</c></summary>
internal sealed class UnpinRoom(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Takes the pin from a room.")
        .AnsweringNothing()
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var outcome = await bus.Send(new Command(room, user), call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
