using ChatEs.Domain.Tenants;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Tenants;

public sealed class evolving_a_tenant
{
    private static readonly TenantCreated Created = new("acme", RegistersUnknownUsers: true, new("Acme"));
    private static readonly ApiKeyIssued Issued = new("key", ApiKeyKind.Secret);
    private static readonly ApiKeyRevoked Revoked = new("key");

    private sealed record Unheard : TenantEvent;

    [Fact]
    public void the_list_of_events_here_is_whole() =>
        new TenantEvent[] { Created, Issued, Revoked }.Select(e => e.GetType()).ShouldBe(
            typeof(TenantEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TenantEvent))), ignoreOrder: true);

    [Fact]
    public void nothing_happens_before_the_first_event()
    {
        Tenant.Evolve(Tenant.NotCreated.Instance, Issued).ShouldBeSameAs(Tenant.NotCreated.Instance);
        Tenant.Evolve(Tenant.NotCreated.Instance, Revoked).ShouldBeSameAs(Tenant.NotCreated.Instance);
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
