using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Webhooks;

namespace ChatEs.Api.Dialects.Native.Webhooks;

/// <summary><c>GET /v1/webhooks</c></summary>
internal sealed class ListWebhooks(WebhookQueries webhooks) : WebhookOperation
{
    protected override Description Describe() => new Description("The tenant's webhooks; never their secrets.") { More = ServerOnly }
        .Answering(NativeJsonContext.Default.WebhooksBody);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var all = await webhooks.Of(call.Tenant, call.Aborted);
        return call.Answer(StatusCodes.Status200OK, new([.. all.Select(webhook => Body(webhook))]), NativeJsonContext.Default.WebhooksBody);
    }
}

/// <summary><c>GET /v1/webhooks/{webhook}</c></summary>
internal sealed class GetWebhook(WebhookQueries webhooks) : WebhookOperation
{
    protected override Description Describe() => new Description("A webhook, and how far it has come.") { More = ServerOnly }
        .Answering(NativeJsonContext.Default.WebhookBody)
        .Refusing(NativeCodes.WebhookNotFound);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        if (call.Problem is { } problem)
            return problem;
        return await webhooks.Get(call.Tenant, id, call.Aborted) is { } webhook
            ? call.Answer(StatusCodes.Status200OK, Body(webhook), NativeJsonContext.Default.WebhookBody)
            : NativeErrors.WebhookNotFound(id);
    }
}

/// <summary><c>GET /v1/webhooks/{webhook}/deliveries</c></summary>
internal sealed class ListDeliveries(WebhookQueries webhooks, DeliveryLog log) : WebhookOperation
{
    private const int MostDeliveries = 1000;
    private const int UsualDeliveries = 100;

    private static readonly string[] Statuses = [.. Enum.GetValues<DeliveryOutcome>().Select(DeliveryLog.Of)];

    protected override Description Describe() => new Description("What was attempted to deliver, newest first.")
    {
        More = $"{ServerOnly} Attempts are kept for 30 days, and the newest 10,000 of a webhook; what is parked until it is sent again.",
    }
        .Asking(
            QueryValue.Limit(MostDeliveries, UsualDeliveries),
            new QueryValue("status", "Only these.") { Words = Statuses },
            new QueryValue("before", "The next of the page before.", "integer") { Least = 1, Most = NativeValues.LargestNumber })
        .Answering(NativeJsonContext.Default.DeliveriesBody)
        .Refusing(NativeCodes.WebhookNotFound);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        var limit = call.Limit(MostDeliveries, UsualDeliveries);
        var outcome = NativeValues.OneOf<DeliveryOutcome>(call, "status", call.Query("status"), DeliveryLog.Of);
        var before = call.QueryNumber("before", 1, NativeValues.LargestNumber) ?? long.MaxValue;
        if (call.Problem is { } problem)
            return problem;
        if (await webhooks.Get(call.Tenant, id, call.Aborted) is null)
            return NativeErrors.WebhookNotFound(id);
        var page = await log.Page(call.Tenant, id, outcome, before, limit + 1, call.Aborted);
        var next = page.Count > limit ? page[limit - 1].Number : (long?)null;
        return call.Answer(StatusCodes.Status200OK, new([.. page.Take(limit).Select(Body)], next), NativeJsonContext.Default.DeliveriesBody);
    }
}
