using FluentValidation;

namespace ChatEs.Domain.Tenants;

/// <summary>From now on what happens in the tenant is sent there. Its secret is made and shown at the edge and never comes here.</summary>
/// <param name="EventTypes">Of those that the form knows; none is all. Which there are is known at the edge.</param>
public sealed record RegisterWebhook(
    string Tenant, string WebhookId, WebhookForm Form, IReadOnlyList<string> EventTypes, string Url, string? Description)
    : ITenantCommand<WebhookResult>
{
    public const int MostOfTenant = 20;

    public const int MostEventTypes = 100;

    public const int LongestEventType = 100;

    public sealed class Validator : AbstractValidator<RegisterWebhook>
    {
        public Validator()
        {
            RuleFor(c => c.WebhookId).Must(Validation.IsKeyId).WithMessage(
                "A webhook's id has 1 to 63 of the characters A-Z, a-z, 0-9, _ and -.");
            RuleFor(c => c.Form).IsInEnum().WithMessage("A webhook is of our own form, of MeetingLawyers' or of Qiscus'.");
            RuleFor(c => c.EventTypes).Cascade(CascadeMode.Stop)
                .NotNull().WithMessage("EventTypes is missing.")
                .Must(types => types.Count <= MostEventTypes && types.All(IsEventType) && types.Distinct(StringComparer.Ordinal).Count() == types.Count)
                .WithMessage($"EventTypes may name at most {MostEventTypes} types of events, each once, in the characters a-z and _.");
            RuleFor(c => c.Url).Cascade(CascadeMode.Stop)
                .NotNull().WithMessage("Url is missing.")
                .Must(Validation.IsUrl).WithMessage($"Url must be an http or https address of at most {Validation.LongestUrl} characters.")
                .Must(HasNoUser).WithMessage("Url may not hold a user or password: who receives knows us by the signature.")
                .Must(HasNoFragment).WithMessage("Url may not have a fragment, which is never sent.");
            RuleFor(c => c.Description).TextOrNone(Validation.LongestName);
        }

        private static bool IsEventType(string type) =>
            type is { Length: >= 1 and <= LongestEventType } && type.All(c => char.IsAsciiLetterLower(c) || c == '_');

        private static bool HasNoUser(string url) => new Uri(url).UserInfo.Length == 0;

        private static bool HasNoFragment(string url) => new Uri(url).Fragment.Length == 0;
    }

    public Decision<WebhookResult> Decide(Tenant tenant, DateTimeOffset now)
    {
        if (tenant is not Tenant.Created created)
            return new Refusal(RefusalCode.TenantNotFound, $"There is no tenant {Tenant}.");
        if (created.Webhooks.ContainsKey(WebhookId))
            return new Refusal(RefusalCode.AlreadyTaken, $"Tenant {Tenant} has a webhook {WebhookId} already.");

        return created.Webhooks.Count >= MostOfTenant
            ? new Refusal(RefusalCode.LimitReached, $"A tenant has at most {MostOfTenant} webhooks.")
            : Decision<WebhookResult>.Of(
                new(Tenant, WebhookId, Changed: true), new WebhookRegistered(WebhookId, Form, EventTypes, new(Url, Description)));
    }
}

/// <param name="Changed">False where it was so before.</param>
public sealed record WebhookResult(string Tenant, string WebhookId, bool Changed);
