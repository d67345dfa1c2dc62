using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.DeleteMessage;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/rooms/{room}/messages/{number}</c>: 204, also when it was deleted before.</summary>
internal sealed class DeleteMessage(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Deletes a message.")
    {
        More = "Its author, a moderator or the secret key; also in an archived room. Its number stays and is not given again; the log keeps what it said.",
    }
        .AnsweringNothing()
        .InRoom(MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var command = new Command(call.Room(), call.Actor, call.Number());
        if (call.Problem is { } problem)
            return problem;
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
