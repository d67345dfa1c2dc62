using ChatEs.Api.Tests.Import;
using ChatEs.Api.Tests.Native.Audit;
using ChatEs.Application.Analytics.Logins;
using ChatEs.Application.Analytics.Rollups;
using ChatEs.Application.Import;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Npgsql;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>
/// Two tenants, each with the sample conversations and with people who do whatever comes into their heads, and an analyst
/// for each; his texts are granted in one of them.
/// </summary>
public sealed class AnalyticsWorld : IAsyncLifetime
{
    public const string Tenant = "acme";
    public const string Rival = "rival";

    public const string Shared = "an analytics world";

    public ChatEsHost Chat { get; private set; } = null!;

    /// <summary>The database as the service sees it.</summary>
    public NpgsqlDataSource Db => Chat.Service<NpgsqlDataSource>();

    /// <summary>The analyst of the tenant, who may read texts.</summary>
    public NpgsqlDataSource Analyst { get; private set; } = null!;

    /// <summary>The analyst of the other one, who may not.</summary>
    public NpgsqlDataSource RivalAnalyst { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var clock = new MovableClock(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Chat = await ChatEsHost.Start($"analytics_{Guid.NewGuid():n}", new HostSettings(clock));
        foreach (var (tenant, steps) in new[] { (Tenant, 1_000), (Rival, 200) })
        {
            var server = await Chat.Tenant(tenant);
            await using (var source = ImportSource.Open(ImportWorld.Sample))
                await Chat.Service<Importer>().Run(tenant, source, progress: null, default);
            var people = new RandomChat(Chat, server, clock, new Random(steps));
            await people.Begin();
            for (var step = 0; step < steps; step++)
            {
                // Some of it is taken in step by step, by whoever comes first.
                if (step % 100 == 50)
                    await Chat.Service<Rollups>().CatchUp();
                await people.Step();
                clock.Move(TimeSpan.FromMinutes(7));
            }
        }
        await Chat.Service<Rollups>().CatchUp();
        (Analyst, RivalAnalyst) = (await Login(Tenant, withTexts: true), await Login(Rival, withTexts: false));
        await using var analyze = Db.CreateCommand("analyze");
        await analyze.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Analyst.DisposeAsync();
        await RivalAnalyst.DisposeAsync();
        await Chat.DisposeAsync();
    }

    public async Task<NpgsqlDataSource> Login(string tenant, bool withTexts) => NpgsqlDataSource.Create((await Grant(tenant, withTexts)).ConnectionString);

    internal async Task<GrantedLogin> Grant(string tenant, bool withTexts = false, DateTimeOffset? expiresAt = null) =>
        (await Chat.Service<AnalyticsLogins>().Grant(tenant, withTexts, expiresAt, TestContext.Current.CancellationToken))
        .Match(granted => granted, refusal => throw new InvalidOperationException(refusal.Message));

    internal Task<Recount> Recount() => Analytics.Recount.Of(Chat.Service<LogReader>(), Tenant);
}

/// <summary>It takes some seconds to make, and nobody changes it.</summary>
[CollectionDefinition(AnalyticsWorld.Shared)]
public sealed class SharedAnalyticsWorld : ICollectionFixture<AnalyticsWorld>;
