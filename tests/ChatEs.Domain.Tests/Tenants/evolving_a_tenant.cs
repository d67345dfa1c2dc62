using ChatEs.Domain.Tenants;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Tenants;

public sealed class evolving_a_tenant
{
    private sealed record Unheard : TenantEvent;

    [Fact]
    public void every_event_is_known_in_every_state()
    {
        typeof(TenantEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TenantEvent)))
            .ShouldBe([typeof(TenantCreated), typeof(ApiKeyIssued)], ignoreOrder: true);

        var key = new ApiKeyIssued("key", ApiKeyKind.Secret);
        Tenant.Evolve(Tenant.NotCreated.Instance, key).ShouldBeSameAs(Tenant.NotCreated.Instance);

        var created = Tenant.Evolve(Tenant.NotCreated.Instance, new TenantCreated("acme", RegistersUnknownUsers: true, null));
        created.ShouldBeOfType<Tenant.Created>().RegistersUnknownUsers.ShouldBeTrue();
        Tenant.Evolve(created, new TenantCreated("other", RegistersUnknownUsers: false, null)).ShouldBeSameAs(created);
        Tenant.Evolve(created, key).ShouldBeOfType<Tenant.Created>().Keys.ShouldBe(["key"]);
    }

    [Fact]
    public void an_event_that_nobody_told_it_of_is_an_error() =>
        Should.Throw<System.Diagnostics.UnreachableException>(() => Tenant.Evolve(Tenant.NotCreated.Instance, new Unheard()));
}
