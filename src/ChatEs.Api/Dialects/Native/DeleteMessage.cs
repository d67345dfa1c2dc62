using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/rooms/{room}/messages/{number}</c>: 204, also when it was deleted before.</summary>
internal sealed class DeleteMessage(MessageDeletion deletion) : NativeOperation
{
    protected override Description Describe() => new Description("Deletes a message, and erases it where that is asked.")
    {
        More = "Its author, a moderator or the secret key; also in an archived room. Its number stays and is not given again; the log keeps what it said, unless it is erased.",
    }
        .Asking(MessageDeletion.Erase)
        .AnsweringNothing()
        .InRoom(MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        if (MessageDeletion.Read(call, out var erases) is { } problem)
            return problem;
        return await deletion.Run(call, room, number, erases) is { } refusal ? refusal : call.AnswerNothing();
    }
}
