using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Tenancy;

/// <summary>Two services on one database, as if two processes, and a tenant with a key and users.</summary>
public sealed class PeopleWorld<TTests> : IAsyncLifetime
{
    private int _next;

    public ChatEsHost Chat { get; private set; } = null!;

    public ChatEsHost Other { get; private set; } = null!;

    public Identity Server { get; private set; } = null!;

    public static CommandContext Operator => TenantAdministration.Operator("acme");

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"tenancy_{typeof(TTests).Name}");
        Server = await Chat.Tenant("acme");
        await Chat.Tenant("rival");
        Other = await Chat.StartAnother();
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await Chat.DisposeAsync();
    }

    /// <summary>A user whom no other test of the class uses.</summary>
    public Task<Identity> User() => Chat.User("acme", $"user-{Interlocked.Increment(ref _next)}");

    public async Task<Identity> UserWithPassword(string password)
    {
        var user = await User();
        (await Chat.Service<Passwords>().Set(NumberOf(user), Actor.Server, password, Operator, default)).Refusal.ShouldBeNull();
        return user;
    }

    public static UserNumber NumberOf(Identity user) => new(user.UserNumber!.Value);

    public static async Task<int> StatusFor(ChatEsHost host, Identity who) => (await host.Scenario(x =>
    {
        x.Get("/v1/me").As(who);
        x.AnyStatus();
    })).Status;
}
