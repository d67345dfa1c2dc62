using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Realtime;
using ChatEs.Domain.Tenants;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Webhooks;

/// <summary>Makes the requests of webhooks: each time anew from the log and the read models, never from what was kept.</summary>
public sealed class WebhookRequests(LogReader log, MessageQueries messages, IEnumerable<IWebhookForm> forms)
{
    private readonly Dictionary<WebhookForm, IWebhookForm> _forms = forms.ToDictionary(form => form.Form);

    public IWebhookForm Form(WebhookForm form) => _forms[form];

    /// <summary>The next request that an event means to a webhook.</summary>
    /// <param name="types">None is all that the form knows.</param>
    /// <param name="after">The part that is settled; 0 for none.</param>
    /// <returns>Null when nothing of the event is left.</returns>
    public async Task<WebhookMessage?> Next(
        string tenant, WebhookForm form, IReadOnlyList<string> types, long sequence, long after, CancellationToken cancellation)
    {
        if (await log.FetchLogged(sequence - 1, 1, sequence, cancellation) is not [var e] || e.Stream.Tenant != tenant)
            return null;
        // A page of its own: what it has read is forgotten with it, so that the next attempt sees things as they are then.
        return await _forms[form].Next(new LiveEvent(e, LivePage.OfOne(messages)), Asked(form, types), after, cancellation);
    }

    internal IReadOnlyList<string> EventsFor(WebhookForm form, IReadOnlyList<string> types) => _forms[form].EventsFor(Asked(form, types));

    /// <summary>The same for every attempt, so that a receiver knows what it has got already.</summary>
    /// <param name="sequence">Null for a test, which is another each time.</param>
    internal static string IdOf(string webhook, long? sequence, long part) => sequence is { } place
        ? $"msg_{webhook}_{place}_{part}"
        : $"msg_{webhook}_{Guid.NewGuid():n}";

    private static IReadOnlyList<string> Asked(WebhookForm form, IReadOnlyList<string> types) => types.Count > 0 ? types : WebhookTypes.Of(form);
}
