using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.Realtime;
using ChatEs.Application.Webhooks;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// The webhooks OnMessageCreated and OnMessageUpdated: the message as <c>GET /chat/message</c> shows it. One act may move the
/// status of many messages: then each is told by a request of its own, and of very many the newest.
/// </summary>
internal sealed class MessageWebhook(
    MessageQueries messages, MessageEntities entities, StatusChanges changes, SignedUrls urls) : IWebhookForm
{
    private const string Created = "message_posted";

    /// <summary>What is left of an integer in JavaScript holds 8,796,093,022,208 events.</summary>
    private const int IdsOfEvent = 1024;

    private const int MostAtOnce = 100;

    private static readonly string[] Updated = ["message_edited", "attachment_added", "attachment_removed", "messages_delivered", "messages_seen"];

    public WebhookForm Form => WebhookForm.MeetingLawyers;

    public IReadOnlyList<string> EventsFor(IReadOnlyList<string> types) =>
    [
        .. types.Contains(WebhookTypes.MessageCreated) ? [Created] : Array.Empty<string>(),
        .. types.Contains(WebhookTypes.MessageUpdated) ? Updated : [],
    ];

    public async Task<WebhookMessage?> Next(LiveEvent item, IReadOnlyList<string> types, long after, CancellationToken cancellation)
    {
        if (item.Room is not { } room || await NewsOf(item, room, cancellation) is not { } news)
            return null;
        if (await First(item.Tenant, room, news, after, cancellation) is not { } message)
            return null;
        var part = message.Number.Value - news.First.Value + 1;
        var entity = (await entities.Of(item.Tenant, room, [message], await urls.ForNobody(cancellation), cancellation))[0];
        var type = item.Data is MessagePosted ? WebhookTypes.MessageCreated : WebhookTypes.MessageUpdated;
        return Message(part, type, new WebhookBody((item.Sequence * IdsOfEvent) + part - 1, type, entity), isLast: message.Number == news.Last);
    }

    public WebhookMessage Ping(DateTimeOffset now) => Message(1, WebhookTypes.Ping, new WebhookBody(0, WebhookTypes.Ping, null), isLast: true);

    /// <summary>
    /// The vendor sends the secret key of the account. That one is kept as a digest alone, so it is the webhook's own.
    /// </summary>
    public IEnumerable<(string Name, string Value)> Headers(string secret) => [(MeetingLawyersAuth.SecretKeyHeader, secret)];

    /// <summary>The first that is to be told: mostly it is the very next, else they are looked through some at once.</summary>
    private async Task<MessageView?> First(string tenant, RoomNumber room, News news, long after, CancellationToken cancellation)
    {
        var numbers = news.After(after);
        for (var count = 1; numbers.Any(); (numbers, count) = (numbers.Skip(count), MostAtOnce))
        {
            MessagePlace[] places = [.. numbers.Take(count).Select(number => new MessagePlace(tenant, room, number))];
            var found = await messages.Many(places, cancellation);
            foreach (var place in places)
            {
                if (found.TryGetValue(place, out var message) && (news.Reader is not { } reader || message.Author?.Number != reader))
                    return message;
            }
        }
        return null;
    }

    private async Task<News?> NewsOf(LiveEvent item, RoomNumber room, CancellationToken cancellation)
    {
        if (item.Data is MessagePosted or MessageEdited or AttachmentAdded or AttachmentRemoved)
            return LivePage.MessageOf(item.Data) is { } number ? new(number, number, null, null) : null;
        if (item.Data is MessagesDelivered delivered)
        {
            var before = await changes.DeliveredBefore(item.Tenant, room, delivered.User, item.Sequence, cancellation);
            return new(Newest(before.Next, delivered.UpTo), delivered.UpTo, delivered.User, null);
        }
        if (item.Data is not MessagesSeen seen)
            return null;
        var first = Newest(seen.From, seen.To);
        return new(first, seen.To, seen.User, await changes.SeenBy(item.Tenant, room, seen.User, first, seen.To, item.At, cancellation));
    }

    private static MessageNumber Newest(MessageNumber first, MessageNumber last) => new(Math.Max(first.Value, last.Value - StatusChanges.MostOfEvent + 1));

    private static WebhookMessage Message(long part, string type, WebhookBody body, bool isLast) =>
        new(part, type, JsonBytes.Of(body, MeetingLawyersJson.Default.WebhookBody), isLast);

    /// <summary>Which messages an event is about.</summary>
    /// <param name="Reader">Whose receipt it is: his own messages it does not move.</param>
    /// <param name="Spans">Null is all from the first to the last.</param>
    private sealed record News(MessageNumber First, MessageNumber Last, UserNumber? Reader, IReadOnlyList<(MessageNumber First, MessageNumber Last)>? Spans)
    {
        /// <param name="part">That is settled; 0 for none.</param>
        public IEnumerable<MessageNumber> After(long part)
        {
            for (var number = First.Value + part; number <= Last.Value; number++)
            {
                if (Spans is null || Spans.Any(span => span.First.Value <= number && number <= span.Last.Value))
                    yield return new(number);
            }
        }
    }
}
