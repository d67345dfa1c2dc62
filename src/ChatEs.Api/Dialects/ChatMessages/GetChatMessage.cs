namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary><c>GET /chat-messages/{id}</c>, "Chat Message - Get".</summary>
internal sealed class GetChatMessage(OneChatMessage one) : ChatMessagesOperation
{
    protected override async Task<ChatMessagesProblem?> Answer(ChatMessagesCall call)
    {
        var (message, problem) = await one.Find(call);
        return message is null ? problem : await one.Answer(call, message);
    }
}
