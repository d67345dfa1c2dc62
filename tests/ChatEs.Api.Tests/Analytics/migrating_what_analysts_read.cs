using ChatEs.Api.Tests.Hosting;
using ChatEs.Api.Tests.Native.Audit;
using ChatEs.Application;
using ChatEs.Application.Analytics.Logins;
using ChatEs.Application.Replay;
using ChatEs.Domain;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

public sealed class migrating_what_analysts_read
{
    /// <summary>On a server of its own: elsewhere the role is there already, and others are in it.</summary>
    [Fact]
    public async Task makes_one_role_for_databases_that_are_migrated_at_the_same_moment()
    {
        await using var folder = new ServerFolder();
        await using var server = await folder.Attach();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ChatEsDatabase.Migrate(server.ConnectionStringFor($"database_{i}"))));
        for (var i = 0; i < 6; i++)
        {
            await using var db = NpgsqlDataSource.Create(server.ConnectionStringFor($"database_{i}"));
            (await Rows.Read(db, "select has_schema_privilege('chates_analytics', 'analytics', 'usage') and has_table_privilege('chates_analytics', 'analytics.messages', 'select')"))
                .ShouldBe(["True"]);
            (await Rows.Read(db, "select has_schema_privilege('chates_analytics', 'chat', 'usage') or has_schema_privilege('chates_analytics', 'vault', 'usage')"))
                .ShouldBe(["False"]);
        }
    }

    [Fact]
    public async Task goes_on_for_an_owner_who_may_not_create_roles_and_the_verb_says_what_to_run()
    {
        var owner = $"owner_{Guid.NewGuid():n}";
        var connectionString = new NpgsqlConnectionStringBuilder(await TestPostgres.CreateDatabase($"owned_{Guid.NewGuid():n}"));
        await using (var administration = NpgsqlDataSource.Create(connectionString.ConnectionString))
            await Execute(administration, $"create role {owner} login password 'pw'; alter database {connectionString.Database} owner to {owner}");
        (connectionString.Username, connectionString.Password) = (owner, "pw");
        (await ChatEsDatabase.Migrate(connectionString.ConnectionString)).ShouldContain("analytics/0007_role");

        await using var chat = await ChatEsHost.On(connectionString.ConnectionString, kestrel: false);
        await chat.Tenant("acme");
        var refusal = (await chat.Service<AnalyticsLogins>().Grant("acme", withTexts: false, expiresAt: null, default)).Refusal.ShouldNotBeNull();
        refusal.Code.ShouldBe(RefusalCode.NotAllowed);
        refusal.Message.ShouldContain($"alter role {new NpgsqlCommandBuilder().QuoteIdentifier(owner)} createrole");
        (await chat.Service<AnalyticsLogins>().All(null, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task lets_an_owner_who_is_no_superuser_grant_and_revoke()
    {
        var owner = $"owner_{Guid.NewGuid():n}";
        var connectionString = new NpgsqlConnectionStringBuilder(await TestPostgres.CreateDatabase($"owned_{Guid.NewGuid():n}"));
        await using (var administration = NpgsqlDataSource.Create(connectionString.ConnectionString))
            await Execute(administration, $"create role {owner} login createrole password 'pw'; alter database {connectionString.Database} owner to {owner}");
        (connectionString.Username, connectionString.Password) = (owner, "pw");
        await ChatEsDatabase.Migrate(connectionString.ConnectionString);
        await using var chat = await ChatEsHost.On(connectionString.ConnectionString, kestrel: false);
        await chat.Tenant("acme");
        var logins = chat.Service<AnalyticsLogins>();
        var granted = (await logins.Grant("acme", withTexts: false, expiresAt: null, default)).Result.ShouldNotBeNull();
        await using var db = NpgsqlDataSource.Create(granted.ConnectionString);
        await using var open = await db.OpenConnectionAsync();

        (await logins.Revoke(granted.Login.Login, default)).ShouldNotBeNull().Remains.ShouldBeEmpty();
        await using var command = new NpgsqlCommand("select 1", open);
        await Should.ThrowAsync<NpgsqlException>(async () => await command.ExecuteScalarAsync());
        (await Rows.Read(chat.Service<NpgsqlDataSource>(), $"select count(*) from pg_roles where rolname = '{granted.Login.Login}'")).ShouldBe(["0"]);
    }

    /// <summary>As a database does that was made before there were presences.</summary>
    [Fact]
    public async Task finds_in_the_log_who_was_in_which_room_when()
    {
        var clock = new MovableClock(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await using var chat = await ChatEsHost.Start($"backfill_{Guid.NewGuid():n}", new HostSettings(clock));
        var people = new RandomChat(chat, await chat.Tenant("acme"), clock, new Random(3));
        await people.Begin();
        for (var step = 0; step < 600; step++)
            await people.Step();
        var presences = ChatEsDatabase.ReadModels.Single(m => m.Name == "readmodels/0017_presences");
        var db = chat.Service<NpgsqlDataSource>();
        var kept = await Rows.Read(db, "select * from chat.presences");
        kept.Count.ShouldBeGreaterThan(12);
        await Execute(db, $"alter table chat.presences rename to before; alter index chat.presences_pkey rename to before_pkey; set search_path to chat, events; {presences.Sql}");

        (await Rows.Read(db, "select * from chat.presences")).ShouldBe(kept, ignoreOrder: true);
        (await chat.Service<Projections>().Verify()).Difference.ShouldBeNull();
    }

    private static async Task Execute(NpgsqlDataSource db, string sql)
    {
        await using var command = db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
