using ChatEs.Api.Hosting;
using ChatEs.Application;
using ChatEs.Application.Tenancy;
using ChatEs.Domain.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatEs.Testing;

/// <summary>The real service on a database of its own. Requests come through <see cref="Scenarios.Scenario"/>.</summary>
public sealed class ChatEsHost : IAsyncDisposable
{
    private static readonly Lazy<Task> Template = new(MigrateTemplate);
    private const string TemplateName = "chates_template";

    private readonly string _connectionString;
    private readonly HostSettings _settings;

    private ChatEsHost(WebApplication app, string connectionString, LogLines log, HostSettings settings) =>
        (App, _connectionString, Log, _settings) = (app, connectionString, log, settings);

    public WebApplication App { get; }

    /// <summary>For another process on the same database.</summary>
    public string ConnectionString => _connectionString;

    /// <summary>What the service wrote to its log.</summary>
    public LogLines Log { get; }

    public HttpClient Client { get; private init; } = null!;

    /// <summary>A service on a fresh, migrated database.</summary>
    /// <param name="database">The name of the test class, so that no two share one.</param>
    public static async Task<ChatEsHost> Start(string database, HostSettings? settings = null)
    {
        await Template.Value;
        return await On(await TestPostgres.CreateDatabase(database, TemplateName), kestrel: false, settings);
    }

    /// <summary>The same behind real sockets, for what a test server cannot show.</summary>
    public static async Task<ChatEsHost> StartOnKestrel(string database, HostSettings? settings = null)
    {
        await Template.Value;
        return await On(await TestPostgres.CreateDatabase(database, TemplateName), kestrel: true, settings);
    }

    /// <summary>A second service, with a writer and caches of its own, on the same database: as if another process.</summary>
    public Task<ChatEsHost> StartAnother() => On(_connectionString, kestrel: false, _settings);

    public static async Task<ChatEsHost> On(string connectionString, bool kestrel, HostSettings? settings = null)
    {
        settings ??= new HostSettings();
        var log = new LogLines();
        var app = ChatEsService.Build([], connectionString, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Configuration.AddInMemoryCollection(settings.Configuration.ToDictionary(s => s.Name, s => (string?)s.Value, StringComparer.Ordinal));
            if (settings.Clock is { } clock)
                builder.Services.AddSingleton(clock);
            if (kestrel)
                builder.WebHost.UseUrls("http://127.0.0.1:0");
            else
                builder.WebHost.UseTestServer();
        });
        await app.StartAsync();
        return new ChatEsHost(app, connectionString, log, settings)
        {
            Client = kestrel ? new HttpClient { BaseAddress = new(app.Urls.Single()) } : app.GetTestClient(),
        };
    }

    public T Service<T>() where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Creates a tenant and gives its first secret key.</summary>
    public async Task<Identity> Tenant(string tenant, bool registersUnknownUsers = true)
    {
        var created = await Service<TenantAdministration>().Create(tenant, tenant, registersUnknownUsers, default);
        if (created.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.Message);
        return await Key(tenant, ApiKeyKind.Secret);
    }

    public async Task<Identity> Key(string tenant, ApiKeyKind kind)
    {
        var outcome = await Service<TenantAdministration>().IssueKey(tenant, kind, default);
        return new(tenant, outcome.Result?.Secret ?? throw new InvalidOperationException(outcome.Refusal!.Message), null, null);
    }

    /// <summary>Registers a user and gives a token of his.</summary>
    public async Task<Identity> User(string tenant, string externalId)
    {
        var outcome = await Service<UserDirectory>().Register(externalId, null, TenantAdministration.Operator(tenant), default);
        var user = outcome.Result?.User ?? throw new InvalidOperationException(outcome.Refusal!.Message);
        return new(tenant, await Service<Credentials>().IssueUserToken(tenant, user, default), externalId, user.Value);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private static async Task MigrateTemplate() =>
        await ChatEsDatabase.Migrate(await TestPostgres.CreateDatabase(TemplateName));
}

/// <summary>What differs from the ordinary service.</summary>
public sealed record HostSettings(TimeProvider? Clock = null, params (string Name, string Value)[] Configuration);

/// <summary>Who a request comes from.</summary>
/// <param name="Secret">A secret key or a user token.</param>
/// <param name="UserId">The external id of the user; null for a key.</param>
public sealed record Identity(string Tenant, string Secret, string? UserId, long? UserNumber)
{
    /// <summary>The same key acting for a user.</summary>
    public Identity For(string userId) => this with { ActsFor = Uri.EscapeDataString(userId) };

    public string? ActsFor { get; private init; }
}
