using ChatEs.Application.Realtime;
using ChatEs.Domain.Tenants;

namespace ChatEs.Application.Webhooks;

/// <summary>
/// What webhooks of one form send of an event. Each stands in the folder of its dialect. It is asked anew for every attempt
/// and shows things as they are then: what was erased meanwhile is not sent.
/// </summary>
public interface IWebhookForm
{
    WebhookForm Form { get; }

    /// <summary>The stored names of the events that it has to look at for these types.</summary>
    IReadOnlyList<string> EventsFor(IReadOnlyList<string> types);

    /// <summary>An event may mean several requests, one after the other.</summary>
    /// <param name="types">Those that the webhook asks for; never none.</param>
    /// <param name="after">The part that was sent last; 0 for none.</param>
    /// <returns>Null when nothing of the event is left to be sent.</returns>
    Task<WebhookMessage?> Next(LiveEvent item, IReadOnlyList<string> types, long after, CancellationToken cancellation);

    /// <summary>For a test of the receiver.</summary>
    WebhookMessage Ping(DateTimeOffset now);

    /// <summary>Headers besides those of Standard Webhooks.</summary>
    /// <param name="secret">As it was shown at the registration.</param>
    IEnumerable<(string Name, string Value)> Headers(string secret);
}

/// <param name="Part">Grows within the event.</param>
/// <param name="Type">In the words of the form.</param>
/// <param name="IsLast">No other request of the event follows; false where that is not known.</param>
public sealed record WebhookMessage(long Part, string Type, byte[] Body, bool IsLast);
