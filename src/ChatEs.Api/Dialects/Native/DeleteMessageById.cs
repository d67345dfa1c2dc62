using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/messages/{id}</c>: 204, also when it was deleted before.</summary>
internal sealed class DeleteMessageById(MessageQueries messages, MessageDeletion deletion) : NativeOperation
{
    protected override Description Describe() => new Description("Deletes a message by its UUID, and erases it where that is asked.")
    {
        More = "As under its room and number: its author, a moderator or the secret key; also twice.",
    }
        .Asking(MessageDeletion.Erase)
        .AnsweringNothing()
        .Refusing(MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var id = NativeValues.UuidOf(call, "id", call.Route("id"));
        if (MessageDeletion.Read(call, out var erases) is { } problem)
            return problem;
        if (await messages.NumberOf(call.Tenant, id!.Value, call.Aborted) is not var (room, number))
            return NativeErrors.MessageNotFound(id.Value);
        return await deletion.Run(call, room, number, erases) switch
        {
            null => call.AnswerNothing(),
            // Where the room is hidden from the caller, the answer is that about an id which no message has.
            { Code: RefusalCode.RoomNotFound or RefusalCode.MessageNotFound } => NativeErrors.MessageNotFound(id.Value),
            var refusal => refusal,
        };
    }
}
