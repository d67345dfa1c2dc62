namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>One call of this dialect: made once, called for every request.</summary>
internal abstract class ChatMessagesOperation
{
    /// <returns>What the operation answered with is null; a problem is rendered by the caller.</returns>
    protected abstract Task<ChatMessagesProblem?> Answer(ChatMessagesCall call);

    public async Task Run(HttpContext http, string route, ChatMessagesAuth auth)
    {
        var (call, problem) = await auth.Admit(http, route);
        if (call is not null)
            problem = await Answer(call);
        if (problem is not null)
            await ChatMessagesErrors.Write(http, problem);
    }
}
