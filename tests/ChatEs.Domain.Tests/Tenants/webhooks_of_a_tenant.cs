using ChatEs.Domain.Tenants;
using Xunit;

namespace ChatEs.Domain.Tests.Tenants;

public sealed class registering_a_webhook
{
    private static readonly TenantCreated Acme = new("acme", RegistersUnknownUsers: true, new("Acme"));

    private static readonly RegisterWebhook Hook = new("acme", "wh_1", WebhookForm.Own, ["message_posted"], "https://example.com:8443/hook?x=1", "for the archive");

    private static readonly WebhookRegistered Registered = new("wh_1", WebhookForm.Own, ["message_posted"], new("https://example.com:8443/hook?x=1", "for the archive"));

    [Fact]
    public void it_is_registered() =>
        Spec.Given(Acme).When(Hook).Then(Registered).With(new WebhookResult("acme", "wh_1", Changed: true));

    [Fact]
    public void none_is_every_type_of_event() =>
        Spec.Given(Acme).When(Hook with { EventTypes = [], Description = null })
            .Then(Registered with { EventTypes = [], Personal = new(Hook.Url, null) });

    [Fact]
    public void an_id_is_given_once() => Spec.Given(Acme, Registered).When(Hook).ThenRefused(RefusalCode.AlreadyTaken);

    [Fact]
    public void a_tenant_has_twenty_at_most_and_those_removed_do_not_count()
    {
        TenantEvent[] twenty = [Acme, .. Enumerable.Range(1, RegisterWebhook.MostOfTenant).Select(i => Registered with { WebhookId = $"wh_{i}" })];
        var another = Hook with { WebhookId = "wh_another" };

        Spec.Given(twenty).When(another).ThenRefused(RefusalCode.LimitReached, "A tenant has at most 20 webhooks.");
        Spec.Given([.. twenty, new WebhookRemoved("wh_7")]).When(another).Then(Registered with { WebhookId = "wh_another" });
    }

    [Fact]
    public void a_tenant_that_is_not_there_is_not_found() =>
        Spec.Given().When(Hook).ThenRefused(RefusalCode.TenantNotFound, "There is no tenant acme.");

    [Theory]
    [InlineData("")]
    [InlineData("ftp://example.com")]
    [InlineData("/hook")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("https://user@example.com/")]
    [InlineData("https://example.com/#part")]
    [InlineData("https://example.com/\n")]
    [InlineData(null)]
    public void what_is_no_plain_address_is_invalid(string? url) => Spec.Given(Acme).When(Hook with { Url = url! }).ThenInvalid("Url");

    [Theory]
    [InlineData("message_posted", "message_posted")]
    [InlineData("Message")]
    [InlineData("")]
    [InlineData("message posted")]
    [InlineData(null)]
    public void what_is_no_list_of_types_is_invalid(params string?[] types) =>
        Spec.Given(Acme).When(Hook with { EventTypes = types! }).ThenInvalid("EventTypes");

    [Fact]
    public void a_form_that_is_none_is_invalid() => Spec.Given(Acme).When(Hook with { Form = (WebhookForm)7 }).ThenInvalid("Form");

    [Fact]
    public void an_id_with_wrong_characters_is_invalid() => Spec.Given(Acme).When(Hook with { WebhookId = "a.b" }).ThenInvalid("WebhookId");

    [Fact]
    public void a_description_that_cannot_be_stored_is_invalid() => Spec.Given(Acme).When(Hook with { Description = "a\0" }).ThenInvalid("Description");
}

public sealed class changing_a_webhook
{
    private static readonly TenantCreated Acme = new("acme", RegistersUnknownUsers: true, new("Acme"));

    private static readonly WebhookRegistered Registered = new("wh", WebhookForm.Qiscus, [], new("https://example.com/", null));

    private static readonly WebhookPaused Paused = new("wh", WebhookPauseReason.Gone);

    private static readonly WebhookResult Changed = new("acme", "wh", Changed: true);

    private static readonly WebhookResult Unchanged = new("acme", "wh", Changed: false);

    [Fact]
    public void it_is_paused_once()
    {
        Spec.Given(Acme, Registered).When(new PauseWebhook("acme", "wh", WebhookPauseReason.Gone)).Then(Paused).With(Changed);
        Spec.Given(Acme, Registered, Paused).When(new PauseWebhook("acme", "wh", WebhookPauseReason.Asked)).ThenNothing().With(Unchanged);
        Spec.Given(Acme, Registered).When(new PauseWebhook("acme", "wh", (WebhookPauseReason)9)).ThenInvalid("Reason");
    }

    [Fact]
    public void it_is_resumed_when_it_was_paused()
    {
        Spec.Given(Acme, Registered, Paused).When(new ResumeWebhook("acme", "wh")).Then(new WebhookResumed("wh")).With(Changed);
        Spec.Given(Acme, Registered).When(new ResumeWebhook("acme", "wh")).ThenNothing().With(Unchanged);
        Spec.Given(Acme, Registered, Paused, new WebhookResumed("wh")).When(new ResumeWebhook("acme", "wh")).ThenNothing();
    }

    [Fact]
    public void its_secret_is_rotated_and_it_is_replayed_as_often_as_one_likes()
    {
        Spec.Given(Acme, Registered, new WebhookSecretRotated("wh")).When(new RotateWebhookSecret("acme", "wh")).Then(new WebhookSecretRotated("wh")).With(Changed);
        Spec.Given(Acme, Registered, new WebhookReplayed("wh", 0)).When(new ReplayWebhook("acme", "wh", 17)).Then(new WebhookReplayed("wh", 17)).With(Changed);
        Spec.Given(Acme, Registered).When(new ReplayWebhook("acme", "wh", -1)).ThenInvalid("After");
        Spec.Given(Acme, Registered).When(new ReplayWebhook("acme", "wh", 1L << 53)).ThenInvalid("After");
    }

    [Fact]
    public void it_is_removed_once()
    {
        Spec.Given(Acme, Registered).When(new RemoveWebhook("acme", "wh")).Then(new WebhookRemoved("wh")).With(Changed);
        Spec.Given(Acme, Registered, new WebhookRemoved("wh")).When(new RemoveWebhook("acme", "wh"))
            .ThenRefused(RefusalCode.WebhookNotFound, "Tenant acme has no webhook wh.");
    }

    [Fact]
    public void one_that_is_not_there_is_not_found()
    {
        foreach (ITenantCommand command in new ITenantCommand[]
        {
            new RemoveWebhook("acme", "wh"), new PauseWebhook("acme", "wh", WebhookPauseReason.Asked), new ResumeWebhook("acme", "wh"),
            new RotateWebhookSecret("acme", "wh"), new ReplayWebhook("acme", "wh", 0),
        })
        {
            Spec.Given(Acme).When(command).ThenRefused(RefusalCode.WebhookNotFound);
            Spec.Given().When(command).ThenRefused(RefusalCode.TenantNotFound);
        }
    }
}
