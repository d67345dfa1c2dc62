using System.Text;
using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Webhooks;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// <c>GET webhook_logs</c>: the attempts of the app's webhooks of this form, newest first. What was sent is not kept: the
/// body is the one that would be sent now.
/// </summary>
internal sealed class WebhookLogs(DeliveryLog log, WebhookRequests requests) : QiscusOperation
{
    private const int MostLogs = 100;
    private const int UsualLogs = 20;

    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var page = QiscusValues.Page(call, UsualLogs, MostLogs);
        var asked = call.Text("type") ?? "all";
        var type = asked switch
        {
            "mobile" => WebhookTypes.PostCommentMobile,
            "rest" => WebhookTypes.PostCommentRest,
            _ => null,
        };
        if (type is null && asked != "all")
            call.Invalid("type", "Must be all, mobile or rest.");
        if (call.Problem is { } problem)
            return problem;
        var found = await log.OfForm(call.Tenant, WebhookWords.Of(WebhookForm.Qiscus), type, page.Limit, page.Offset, call.Aborted);
        List<WebhookLogBody> logs = new(found.Count);
        foreach (var delivery in found)
            logs.Add(Body(delivery, await Request(call, delivery)));
        return call.Answer(new(logs), QiscusJsonContext.Default.EnvelopeWebhookLogsResults);
    }

    /// <returns>Empty where the comment is not there any more.</returns>
    private async Task<string> Request(QiscusCall call, DeliveryView delivery)
    {
        var message = delivery.Sequence is { } sequence
            ? await requests.Next(call.Tenant, WebhookForm.Qiscus, [], sequence, delivery.Part - 1, call.Aborted)
            : requests.Form(WebhookForm.Qiscus).Ping(delivery.At);
        return message is null ? "" : Encoding.UTF8.GetString(message.Body);
    }

    private static WebhookLogBody Body(DeliveryView delivery, string request) => new(
        QiscusValues.ExactTime(delivery.At), delivery.Url, delivery.Error, delivery.Number, delivery.Outcome == DeliveryOutcome.Delivered, request,
        delivery.Answer, delivery.Status);
}
