using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Webhooks;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Native.Webhooks;

/// <summary><c>POST /v1/webhooks</c></summary>
internal sealed class RegisterWebhook(WebhookAdministration administration) : WebhookOperation
{
    protected override Description Describe() => new Description("Registers a webhook: what happens from now on is sent there.")
    {
        More = $"{ServerOnly} A tenant has at most {ChatEs.Domain.Tenants.RegisterWebhook.MostOfTenant}. The same request again registers another one, whatever its Idempotency-Key.",
    }
        .Taking(
            NativeJsonContext.Default.RegisterWebhookBody, """{"url":"https://hooks.example.com/chat"}""",
            """{"url":"https://hooks.example.com/chat","events":["message_posted","message_edited"],"description":"the archive"}""",
            """{"url":"https://hooks.example.com/qiscus","form":"qiscus"}""")
        .AnsweringWithLocation(NativeJsonContext.Default.WebhookBody, StatusCodes.Status201Created, "Registered; the secret is shown this once.")
        .Refusing(NativeCodes.LimitReached);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        if (await call.Body(NativeJsonContext.Default.RegisterWebhookBody) is not { } body)
            return call.Problem;
        if (body.Url is null)
            call.Invalid("url", "Is missing.");
        var form = NativeValues.OneOf<WebhookForm>(call, "form", body.Form, WebhookWords.Of) ?? WebhookForm.Own;
        var events = Events(call, body.Events ?? []);
        if (call.Problem is { } problem)
            return problem;
        var outcome = await administration.Register(form, events, body.Url!, body.Description, call.Context, call.Aborted);
        return outcome.Result is { } registered
            ? call.Answer(
                StatusCodes.Status201Created, Body(registered.Webhook, registered.Secret), NativeJsonContext.Default.WebhookBody,
                $"/v1/webhooks/{registered.Webhook.WebhookId}")
            : OnTheWire(outcome.Refusal!);
    }

    private static IReadOnlyList<string> Events(NativeCall call, IReadOnlyList<string?> given)
    {
        if (given.Any(type => type is null))
            call.Invalid("events", "Must be texts.");
        return [.. given.OfType<string>()];
    }

    private static Refusal OnTheWire(Refusal refusal) => refusal with
    {
        Details = [.. refusal.Details.Select(detail => detail.Member == nameof(Domain.Tenants.RegisterWebhook.EventTypes) ? detail with { Member = "Events" } : detail)],
    };
}
