using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>A message by its id, for the calls that name one in their path.</summary>
internal sealed class OneChatMessage(MessageQueries messages, PageReaders readers, SignedUrls urls)
{
    public async Task<(MessageView? Message, ChatMessagesProblem? Problem)> Find(ChatMessagesCall call)
    {
        if (!Guid.TryParseExact(call.Id, "D", out var id))
            return (null, ChatMessagesErrors.MessageNotFound);
        if (await messages.ByUuid(call.Tenant, id, call.Account, call.Aborted) is { } message)
            return (message, null);
        return (null, await messages.ByUuid(call.Tenant, id, viewer: null, call.Aborted) is null
            ? ChatMessagesErrors.MessageNotFound
            : ChatMessagesErrors.NotAParticipant);
    }

    public async Task<ChatMessagesProblem?> Answer(ChatMessagesCall call, MessageView message)
    {
        var files = await urls.For(call.Http.Request);
        var seen = await readers.Of(call.Tenant, [message], call.Aborted);
        return call.Answer(ChatMessageRendering.Body(message, seen.Of(message), files), ChatMessagesJsonContext.Default.ChatMessageBody);
    }
}
