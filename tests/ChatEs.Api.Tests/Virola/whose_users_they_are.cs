using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

/// <summary>Nothing on the wire names a tenant.</summary>
public sealed class whose_users_they_are
{
    [Fact]
    public async Task the_host_name_decides_then_the_configuration_then_there_is_only_one()
    {
        await using var chat = await ChatEsHost.Start(
            "virola_tenants_by_host",
            new HostSettings(null, ("Virola:Tenants:two.example", "two"), ("Virola:DefaultTenant", "one")));
        await chat.Tenant("one");
        await chat.Tenant("two");
        var (first, second) = (await chat.User("one", "ann"), await chat.User("two", "ann"));
        await chat.SetPassword(first, "password of one");
        await chat.SetPassword(second, "password of two");

        (await Login(chat, "http://localhost", "password of one")).Long("userId").ShouldBe(first.UserNumber!.Value);
        (await Login(chat, "http://two.example:8080", "password of two")).Long("userId").ShouldBe(second.UserNumber!.Value);
        (await Login(chat, "http://two.example", "password of one")).Status.ShouldBe(401);
        (await Login(chat, "http://localhost", "password of two")).Status.ShouldBe(401);

        // A host that is one tenant's opens to no other's token; elsewhere the token says whose it is.
        (await Status(chat, "http://two.example", first)).ShouldBe(401);
        (await Status(chat, "http://two.example", second)).ShouldBe(200);
        (await Status(chat, "http://localhost", second)).ShouldBe(200);
    }

    [Fact]
    public async Task a_single_tenant_needs_no_configuration_and_several_do()
    {
        await using var chat = await ChatEsHost.Start("virola_only_tenant");
        await chat.Tenant("one");
        await chat.SetPassword(await chat.User("one", "ann"), "password of one");
        (await Login(chat, "http://localhost", "password of one")).Status.ShouldBe(200);
        await chat.Tenant("two");
        (await Login(chat, "http://localhost", "password of one")).Status.ShouldBe(401);
    }

    private static Task<Answer> Login(ChatEsHost chat, string at, string password) => chat.Scenario(x =>
    {
        x.To(HttpMethod.Post, new Uri($"{at}/api/v1/login")).Json($$"""{"userName":"ann","password":"{{password}}"}""");
        x.AnyStatus();
    });

    private static async Task<int> Status(ChatEsHost chat, string at, Identity who) => (await chat.Scenario(x =>
    {
        x.To(HttpMethod.Get, new Uri($"{at}/api/v1/status")).As(who);
        x.AnyStatus();
    })).Status;
}
