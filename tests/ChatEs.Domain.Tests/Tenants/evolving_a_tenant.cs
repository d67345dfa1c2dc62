using ChatEs.Domain.Tenants;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Tenants;

public sealed class evolving_a_tenant
{
    private static readonly TenantCreated Created = new("acme", RegistersUnknownUsers: true, new("Acme"));
    private static readonly ApiKeyIssued Issued = new("key", ApiKeyKind.Secret);
    private static readonly ApiKeyRevoked Revoked = new("key");

    private static readonly TenantEvent[] OfWebhooks =
    [
        new WebhookRegistered("wh", WebhookForm.Own, [], null), new WebhookPaused("wh", WebhookPauseReason.Gone), new WebhookResumed("wh"),
        new WebhookSecretRotated("wh"), new WebhookReplayed("wh", 1), new WebhookRemoved("wh"),
    ];

    private sealed record Unheard : TenantEvent;

    [Fact]
    public void the_list_of_events_here_is_whole() =>
        new TenantEvent[] { Created, Issued, Revoked }.Concat(OfWebhooks).Select(e => e.GetType()).ShouldBe(
            typeof(TenantEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TenantEvent))), ignoreOrder: true);

    [Fact]
    public void nothing_happens_before_the_first_event()
    {
        Tenant.Evolve(Tenant.NotCreated.Instance, Issued).ShouldBeSameAs(Tenant.NotCreated.Instance);
        Tenant.Evolve(Tenant.NotCreated.Instance, Revoked).ShouldBeSameAs(Tenant.NotCreated.Instance);
        foreach (var e in OfWebhooks)
            Tenant.Evolve(Tenant.NotCreated.Instance, e).ShouldBeSameAs(Tenant.NotCreated.Instance);
    }

    [Fact]
    public void a_webhook_is_known_until_it_is_removed_also_without_its_address()
    {
        var tenant = (Tenant.Created)Tenant.Evolve(Tenant.NotCreated.Instance, Created);
        List<bool?> active = [];
        foreach (var e in OfWebhooks)
        {
            tenant = (Tenant.Created)Tenant.Evolve(tenant, e);
            active.Add(tenant.Webhooks.TryGetValue("wh", out var isActive) ? isActive : null);
        }
        active.ShouldBe([true, false, true, true, true, null]);
    }

    [Fact]
    public void a_key_stays_known_when_it_is_revoked()
    {
        var tenant = Tenant.Evolve(Tenant.NotCreated.Instance, Created with { Personal = null }).ShouldBeOfType<Tenant.Created>();
        tenant.RegistersUnknownUsers.ShouldBeTrue();

        tenant = Tenant.Evolve(tenant, Issued).ShouldBeOfType<Tenant.Created>();
        tenant.Keys["key"].ShouldBeTrue();
        tenant = Tenant.Evolve(tenant, Revoked).ShouldBeOfType<Tenant.Created>();
        tenant.Keys["key"].ShouldBeFalse();
    }

    [Fact]
    public void a_second_creation_changes_nothing()
    {
        var tenant = Tenant.Evolve(Tenant.NotCreated.Instance, Created);
        Tenant.Evolve(tenant, new TenantCreated("other", RegistersUnknownUsers: false, null)).ShouldBeSameAs(tenant);
    }

    [Fact]
    public void an_event_that_nobody_told_it_of_is_an_error()
    {
        Should.Throw<System.Diagnostics.UnreachableException>(() => Tenant.Evolve(Tenant.NotCreated.Instance, new Unheard()));
        Should.Throw<System.Diagnostics.UnreachableException>(
            () => Tenant.Evolve(Tenant.Evolve(Tenant.NotCreated.Instance, Created), new Unheard()));
    }
}
