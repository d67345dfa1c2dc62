using ChatEs.Application.Commands;
using Command = ChatEs.Domain.Rooms.PinRoom;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PUT /v1/rooms/{room}/pin</c></summary>
internal sealed class PinRoom(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Keeps a room at the top of your list.") { More = "Nobody else sees it. Who is not in a public room joins it by that." }
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
