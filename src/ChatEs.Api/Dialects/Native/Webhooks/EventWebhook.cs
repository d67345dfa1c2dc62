using ChatEs.Api.Dialects.Native.Realtime;
using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.Realtime;
using ChatEs.Application.Webhooks;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Native.Webhooks;

/// <summary>Our own form: the very record that a bare secret key gets as a server-sent event.</summary>
internal sealed class EventWebhook(LiveRendering rendering, SignedUrls urls) : IWebhookForm
{
    public WebhookForm Form => WebhookForm.Own;

    public IReadOnlyList<string> EventsFor(IReadOnlyList<string> types) => types;

    public async Task<WebhookMessage?> Next(LiveEvent item, IReadOnlyList<string> types, long after, CancellationToken cancellation)
    {
        if (after > 0)
            return null;
        var body = await rendering.Body(item, await urls.ForNobody(cancellation));
        return new(1, item.Type, JsonBytes.Of(body, NativeJsonContext.Default.LiveEventBody), IsLast: true);
    }

    public WebhookMessage Ping(DateTimeOffset now) => new(
        1, WebhookTypes.Ping, JsonBytes.Of(new(0, WebhookTypes.Ping, now.UtcDateTime), NativeJsonContext.Default.LiveEventBody), IsLast: true);

    public IEnumerable<(string Name, string Value)> Headers(string secret) => [];
}
