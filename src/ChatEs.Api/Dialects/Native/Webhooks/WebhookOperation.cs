using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Webhooks;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Native.Webhooks;

/// <summary>What the operations on webhooks have in common: they are the tenant's server's alone.</summary>
internal abstract class WebhookOperation : NativeOperation
{
    protected const string ServerOnly = "Only a secret key that acts for no user.";

    protected abstract Task<NativeProblem?> AnswerServer(NativeCall call);

    protected sealed override Task<NativeProblem?> Answer(NativeCall call) =>
        call.User is null ? AnswerServer(call) : Task.FromResult<NativeProblem?>(NativeErrors.ServerOnly);

    protected static string Webhook(NativeCall call)
    {
        if (call.Route("webhook") is { } webhook && Validation.IsKeyId(webhook))
            return webhook;
        call.Invalid("webhook", "Must be the id of a webhook: 1 to 63 of the characters A-Z, a-z, 0-9, _ and -.");
        return "";
    }

    /// <summary>What the webhook is after the command.</summary>
    protected static async Task<NativeProblem?> AnswerAfter(
        NativeCall call, Task<Outcome<WebhookResult>> sent, WebhookQueries webhooks, int status = StatusCodes.Status200OK)
    {
        var outcome = await sent;
        if (outcome.Result is not { } result)
            return outcome.Refusal;
        return await webhooks.Get(call.Tenant, result.WebhookId, call.Aborted) is { } webhook
            ? call.Answer(status, Body(webhook), NativeJsonContext.Default.WebhookBody)
            : NativeErrors.WebhookNotFound(result.WebhookId);
    }

    protected static WebhookBody Body(WebhookView webhook, string? secret = null) => new(
        webhook.WebhookId, webhook.Url, WebhookWords.Of(webhook.Form), webhook.EventTypes, webhook.Description, webhook.RegisteredAt.UtcDateTime,
        webhook.PausedAt?.UtcDateTime, webhook.PauseReason is { } reason ? WebhookWords.Of(reason) : null, webhook.Checkpoint, webhook.Waiting, webhook.Parked,
        secret);

    protected static DeliveryBody Body(DeliveryView delivery) => new(
        delivery.Number, delivery.Sequence, delivery.Type, DeliveryLog.Of(delivery.Outcome), delivery.Attempt, delivery.At.UtcDateTime,
        (int)delivery.Took.TotalMilliseconds, delivery.Status, delivery.Error, delivery.Answer);
}
