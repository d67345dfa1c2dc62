using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>
/// <c>PATCH /chat-messages/{id}</c>, "Chat Message - Patch": <c>seen: true</c> is an instruction, carried out once. Nothing
/// takes an account out of <c>seenBy</c>: <c>false</c> does nothing.
/// </summary>
internal sealed class PatchChatMessage(CommandBus bus, OneChatMessage one, RoomQueries rooms) : ChatMessagesOperation
{
    protected override async Task<ChatMessagesProblem?> Answer(ChatMessagesCall call)
    {
        var (body, wrong) = await call.Body(ChatMessagesJsonContext.Default.PatchChatMessageBody, () => new(Seen: null));
        if (body is null)
            return wrong;
        var (message, problem) = await one.Find(call);
        if (message is null)
            return problem;
        if (body.Seen is true)
        {
            var outcome = await bus.Send(MarkSeen.One(message.Room, call.Account, message.Number), call.Context, call.Aborted);
            if (outcome.Refusal is { } refusal)
                return refusal.Code == Domain.RefusalCode.RoomNotFound ? await rooms.Hidden(call, message.Room) : refusal;
        }
        return await one.Answer(call, message);
    }
}
