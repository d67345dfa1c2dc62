using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.RemoveAttachment;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/rooms/{room}/messages/{number}/attachments/{file}</c></summary>
internal sealed class RemoveAttachment(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Takes a file from a message.")
    {
        More = "The author of the message, a moderator or the secret key. The file is not served any more and cannot be attached again.",
    }
        .AnsweringNothing()
        .InRoom(MessageNotFound, RoomArchived);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var command = new Command(call.Room(), call.Actor, call.Number(), call.File());
        if (call.Problem is { } problem)
            return problem;
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
