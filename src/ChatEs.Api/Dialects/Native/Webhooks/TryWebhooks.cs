using ChatEs.Application.Webhooks;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native.Webhooks;

/// <summary><c>POST /v1/webhooks/{webhook}/test</c></summary>
internal sealed class TestWebhook(WebhookTrials trials) : WebhookOperation
{
    protected override Description Describe() => new Description("Sends an event of type ping, once, and waits for what comes of it.")
    {
        More = $"{ServerOnly} Also to a paused webhook.",
    }
        .Answering(NativeJsonContext.Default.DeliveryBody, when: "Tried; status says with which outcome.")
        .Refusing(NativeCodes.WebhookNotFound, NativeCodes.Conflict);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        await call.NoBody();
        return call.Problem ?? Answer(call, await trials.Test(call.Tenant, id, call.Aborted));
    }

    internal static NativeProblem? Answer(NativeCall call, Outcome<DeliveryView> outcome) => outcome.Result is { } tried
        ? call.Answer(StatusCodes.Status200OK, Body(tried), NativeJsonContext.Default.DeliveryBody)
        : outcome.Refusal;
}

/// <summary><c>POST /v1/webhooks/{webhook}/deliveries/{delivery}/retry</c></summary>
internal sealed class RetryDelivery(WebhookTrials trials) : WebhookOperation
{
    protected override Description Describe() => new Description("Sends a parked delivery again, once, and waits for what comes of it.")
    {
        More = $"{ServerOnly} It tells the event as things are now. When the receiver takes it, it is parked no longer.",
    }
        .Answering(NativeJsonContext.Default.DeliveryBody, when: "Tried; status says with which outcome.")
        .Refusing(NativeCodes.WebhookNotFound, NativeCodes.DeliveryNotFound, NativeCodes.Conflict);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        var delivery = call.RouteNumber("delivery", NativeValues.LargestNumber);
        await call.NoBody();
        return call.Problem ?? TestWebhook.Answer(call, await trials.Retry(call.Tenant, id, delivery, call.Aborted));
    }
}
