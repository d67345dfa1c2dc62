using System.Text.Json.Serialization;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

internal sealed record RegisterWebhookBody(
    [property: JsonPropertyName("url"), Means("An https address on the public internet, on any port, without user, password and fragment.", Required = true, Most = Validation.LongestUrl)] string? Url,
    [property: JsonPropertyName("form"), Means("Our own records, or the webhooks of a vendor. Usually own.", Words = "own meetinglawyers qiscus")] string? Form,
    [property: JsonPropertyName("events"), Means("The types of events to be sent: stored names of docs/events.md, of rooms and users; of a vendor's form the vendor's own. None is all.", Most = ChatEs.Domain.Tenants.RegisterWebhook.MostEventTypes)] IReadOnlyList<string?>? Events,
    [property: JsonPropertyName("description"), Means("For people.", Most = Validation.LongestName)] string? Description);

internal sealed record ReplayWebhookBody(
    [property: JsonPropertyName("after"), Means("A sequence: what comes after it is delivered again. 0 is from the beginning.", Required = true, Least = 0, Greatest = NativeValues.LargestNumber)] long? After);

internal sealed record WebhookBody(
    [property: JsonPropertyName("webhook"), Means("Its id.")] string Webhook,
    [property: JsonPropertyName("url"), Means("Where it goes; missing when it was erased.")] string? Url,
    [property: JsonPropertyName("form"), Means("What it sends.", Words = "own meetinglawyers qiscus")] string Form,
    [property: JsonPropertyName("events"), Means("The types of events that it sends; empty for all.")] IReadOnlyList<string> Events,
    [property: JsonPropertyName("description"), Means("For people.")] string? Description,
    [property: JsonPropertyName("registeredAt"), Means("When.")] DateTime RegisteredAt,
    [property: JsonPropertyName("pausedAt"), Means("Since when nothing is sent.")] DateTime? PausedAt,
    [property: JsonPropertyName("pauseReason"), Means("gone: the receiver answered 410.", Words = "asked gone")] string? PauseReason,
    [property: JsonPropertyName("checkpoint"), Means("Everything up to this sequence is delivered or parked; missing where it has no secret, since the log was restored elsewhere.")] long? Checkpoint,
    [property: JsonPropertyName("waiting"), Means("How many rooms and users are behind the others: a delivery failed and is tried again, or is on its way.")] long Waiting,
    [property: JsonPropertyName("parked"), Means("How many deliveries the receiver has refused.")] long Parked,
    [property: JsonPropertyName("secret"), Means("Shown this once: signs what is sent, as Standard Webhooks has it.")] string? Secret);

internal sealed record WebhooksBody(
    [property: JsonPropertyName("webhooks"), Means("In the order of registration.")] IReadOnlyList<WebhookBody> Webhooks);

internal sealed record DeliveryBody(
    [property: JsonPropertyName("delivery"), Means("The number of the attempt.")] long Delivery,
    [property: JsonPropertyName("sequence"), Means("The event's place in the log; missing for a test.")] long? Sequence,
    [property: JsonPropertyName("type"), Means("Of the event, in the words of the form.")] string Type,
    [property: JsonPropertyName("status"), Means("failed is tried again by itself; parked was refused and waits to be sent again by hand; resent was parked and is delivered since.", Words = "delivered failed parked resent")] string Status,
    [property: JsonPropertyName("attempt"), Means("1 is the first.")] int Attempt,
    [property: JsonPropertyName("attemptedAt"), Means("When.")] DateTime AttemptedAt,
    [property: JsonPropertyName("milliseconds"), Means("How long it took.")] int Milliseconds,
    [property: JsonPropertyName("answerStatus"), Means("Of the receiver's answer; missing where there was none.")] int? AnswerStatus,
    [property: JsonPropertyName("error"), Means("Why it was not delivered.")] string? Error,
    [property: JsonPropertyName("answer"), Means("The first 4,096 bytes of the receiver's answer; missing where there was none, or something of the tenant was erased since.")] string? Answer);

internal sealed record DeliveriesBody(
    [property: JsonPropertyName("deliveries"), Means("A page, newest first.")] IReadOnlyList<DeliveryBody> Deliveries,
    [property: JsonPropertyName("next"), Means("Goes into before, for the next page; missing on the last one.")] long? Next);
