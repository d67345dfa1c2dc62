using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.Realtime;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>Messages as <c>GET</c> shows them, for events: those that are asked for at the same time are read together.</summary>
internal sealed class MessagesNow
{
    private const int MostAtOnce = 200;

    private readonly MessageQueries _messages;
    private readonly PageReaders _readers;
    private readonly AttachmentRendering _attachments;
    private readonly Gathering<MessagePlace, MessageBody> _bodies;

    public MessagesNow(MessageQueries messages, PageReaders readers, AttachmentRendering attachments)
    {
        (_messages, _readers, _attachments) = (messages, readers, attachments);
        _bodies = new(Look, MostAtOnce);
    }

    /// <returns>Null when it was deleted.</returns>
    public Task<MessageBody?> Get(MessagePlace place) => _bodies.Get(place);

    private async Task<IReadOnlyDictionary<MessagePlace, MessageBody>> Look(IReadOnlyCollection<MessagePlace> places)
    {
        var found = new Dictionary<MessagePlace, MessageBody>();
        foreach (var some in (await _messages.Many([.. places], CancellationToken.None)).GroupBy(message => message.Key.Tenant, StringComparer.Ordinal))
        {
            MessageView[] messages = [.. some.Select(message => message.Value)];
            var checksums = await _attachments.Checksums(some.Key, messages.SelectMany(message => message.Attachments), CancellationToken.None);
            var seen = await _readers.Of(some.Key, messages, CancellationToken.None);
            foreach (var message in messages)
                found.Add(new(some.Key, message.Room, message.Number), MessageRendering.Body(message, seen.Of(message), checksums));
        }
        return found;
    }
}
