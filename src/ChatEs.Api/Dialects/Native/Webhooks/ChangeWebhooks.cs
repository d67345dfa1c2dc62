using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Webhooks;

namespace ChatEs.Api.Dialects.Native.Webhooks;

/// <summary><c>DELETE /v1/webhooks/{webhook}</c></summary>
internal sealed class RemoveWebhook(WebhookAdministration administration) : WebhookOperation
{
    protected override Description Describe() => new Description("Removes a webhook.") { More = $"{ServerOnly} What is on its way may still arrive." }
        .AnsweringNothing()
        .Refusing(NativeCodes.WebhookNotFound);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        if (call.Problem is { } problem)
            return problem;
        var outcome = await administration.Remove(id, call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}

/// <summary><c>POST /v1/webhooks/{webhook}/secret</c></summary>
internal sealed class RotateSecret(WebhookAdministration administration) : WebhookOperation
{
    protected override Description Describe() => new Description("Gives a webhook another secret.")
    {
        More = $"{ServerOnly} For 24 hours what is sent bears the signature of the former secret, too. The same request again makes another one, whatever its Idempotency-Key.",
    }
        .Answering(NativeJsonContext.Default.WebhookBody, when: "Done; the secret is shown this once.")
        .Refusing(NativeCodes.WebhookNotFound);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        await call.NoBody();
        if (call.Problem is { } problem)
            return problem;
        var outcome = await administration.Rotate(id, call.Context, call.Aborted);
        return outcome.Result is { } rotated
            ? call.Answer(StatusCodes.Status200OK, Body(rotated.Webhook, rotated.Secret), NativeJsonContext.Default.WebhookBody)
            : outcome.Refusal;
    }
}

/// <summary><c>POST /v1/webhooks/{webhook}/pause</c></summary>
internal sealed class PauseWebhook(WebhookAdministration administration, WebhookQueries webhooks) : WebhookOperation
{
    protected override Description Describe() => new Description("Sends nothing more until the webhook is resumed.") { More = $"{ServerOnly} What happens meanwhile is sent then." }
        .Answering(NativeJsonContext.Default.WebhookBody, when: "Done, or it was so before.")
        .Refusing(NativeCodes.WebhookNotFound);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        await call.NoBody();
        return call.Problem ?? await AnswerAfter(call, administration.Pause(id, call.Context, call.Aborted), webhooks);
    }
}

/// <summary><c>POST /v1/webhooks/{webhook}/resume</c></summary>
internal sealed class ResumeWebhook(WebhookAdministration administration, WebhookQueries webhooks) : WebhookOperation
{
    protected override Description Describe() => new Description("Goes on with a paused webhook where it was.")
    {
        More = $"{ServerOnly} Also with one whose receiver had answered 410. What waited for another attempt is tried at once.",
    }
        .Answering(NativeJsonContext.Default.WebhookBody, when: "Done, or it was so before.")
        .Refusing(NativeCodes.WebhookNotFound);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        await call.NoBody();
        return call.Problem ?? await AnswerAfter(call, administration.Resume(id, call.Context, call.Aborted), webhooks);
    }
}

/// <summary><c>POST /v1/webhooks/{webhook}/replay</c></summary>
internal sealed class ReplayWebhook(WebhookAdministration administration, WebhookQueries webhooks) : WebhookOperation
{
    protected override Description Describe() => new Description("Delivers again what comes after a place of the log.")
    {
        More = $"{ServerOnly} From any place, also before the registration. A place that the webhook has not come to yet changes nothing: nothing is passed over. Each event has the webhook-id that it had.",
    }
        .Taking(NativeJsonContext.Default.ReplayWebhookBody, """{"after":0}""")
        .Answering(NativeJsonContext.Default.WebhookBody, StatusCodes.Status202Accepted, "It goes on from there.")
        .Refusing(NativeCodes.WebhookNotFound);

    protected override async Task<NativeProblem?> AnswerServer(NativeCall call)
    {
        var id = Webhook(call);
        if (await call.Body(NativeJsonContext.Default.ReplayWebhookBody) is not { } body)
            return call.Problem;
        if (body.After is not (>= 0 and <= NativeValues.LargestNumber))
            call.Invalid("after", $"Must be a whole number from 0 to {NativeValues.LargestNumber}.");
        return call.Problem ?? await AnswerAfter(
            call, administration.Replay(id, body.After!.Value, call.Context, call.Aborted), webhooks, StatusCodes.Status202Accepted);
    }
}
