using ChatEs.Application.Analytics.Logins;
using ChatEs.Application.Replay;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>An analyst with psql, who is curious.</summary>
[Collection(AnalyticsWorld.Shared)]
public sealed class the_login_of_an_analyst(AnalyticsWorld world)
{
    private const string InsufficientPrivilege = PostgresErrorCodes.InsufficientPrivilege;

    [Fact]
    public async Task sees_its_own_tenant_in_every_view_and_nobody_elses()
    {
        var rooms = await Numbers(world.Db, "select number from chat.rooms where tenant_id = 'acme'");
        foreach (var view in await Views())
        {
            var mine = await Count(world.Analyst, $"select count(*) from {view}");
            var all = view == "as_of" ? 1 : await Count(world.Db, $"select count(*) from analytics_private.{view} where tenant_id = 'acme'");
            mine.ShouldBe(all, view);
            mine.ShouldBeGreaterThan(0, view);
            if (await Count(world.Db, $"select count(*) from information_schema.columns where table_schema = 'analytics' and table_name = '{view}' and column_name = 'room'") > 0)
                (await Numbers(world.Analyst, $"select distinct room from {view}")).Except(rooms).ShouldBeEmpty(view);
        }
        (await Count(world.Analyst, "select count(*) from messages_per('month', 'UTC') where not room = any (array(select room from rooms))")).ShouldBe(0);
    }

    [Fact]
    public async Task reads_texts_only_where_they_were_granted()
    {
        foreach (var (view, columns) in new (string, string[])[]
        {
            ("messages", ["text", "media_url", "links", "payload_type", "payload", "extras"]), ("rooms", ["description", "options"]), ("users", ["extras"]),
            ("reactions", ["emoji"]), ("attachments", ["file_name"]),
        })
        {
            foreach (var column in columns)
                (await Count(world.RivalAnalyst, $"select count({column}) from {view}")).ShouldBe(0, $"{view}.{column}");
        }
        (await Count(world.RivalAnalyst, "select count(*) from messages")).ShouldBeGreaterThan(3000);
        (await Count(world.RivalAnalyst, "select count(*) from messages where text ~ 'ubuntu'")).ShouldBe(0);
        (await Count(world.Analyst, "select count(*) from messages where text ~ 'ubuntu'")).ShouldBeGreaterThan(100);
        (await Count(world.Analyst, "select count(emoji) from reactions")).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("select * from chat.messages")]
    [InlineData("select * from events.mt_events")]
    [InlineData("select * from vault.api_keys")]
    [InlineData("select * from analytics_private.logins")]
    [InlineData("select * from analytics_private.messages")]
    [InlineData("select analytics_private.tenant()")]
    [InlineData("select * from analytics_private.messages_per('rival', 'day', 'UTC', null, null)")]
    [InlineData("insert into analytics_private.logins (login, tenant_id, with_texts) values (session_user, 'rival', true)")]
    [InlineData("update analytics.rooms set name = 'mine'")]
    [InlineData("set role postgres")]
    [InlineData("set session authorization postgres")]
    [InlineData("select pg_read_file('/etc/passwd')")]
    [InlineData("select pg_ls_dir('.')")]
    [InlineData("copy (select 1) to program 'true'")]
    [InlineData("copy (select 1) to '/tmp/stolen'")]
    [InlineData("create schema mine")]
    [InlineData("create table public.mine (a int)")]
    [InlineData("create temporary table mine (a int)")]
    [InlineData("create function public.leak(text) returns boolean language plpgsql cost 0.0001 as 'begin raise notice ''%'', $1; return true; end'")]
    [InlineData("create function pg_temp.leak(text) returns boolean language plpgsql cost 0.0001 as 'begin raise notice ''%'', $1; return true; end'")]
    [InlineData("create view analytics.mine as select 1")]
    [InlineData("alter role current_user connection limit 1000")]
    [InlineData("create extension dblink")]
    [InlineData("select lo_create(0)")]
    [InlineData("select lo_creat(-1)")]
    [InlineData("select lo_from_bytea(0, 'mine')")]
    [InlineData("select rolpassword from pg_authid")]
    [InlineData("select pg_terminate_backend(pid) from pg_stat_activity where usename <> session_user")]
    public async Task may_do_nothing_else(string attempt)
    {
        attempt = attempt.Replace("set role postgres", $"set role {await Owner()}", StringComparison.Ordinal)
            .Replace("authorization postgres", $"authorization {await Owner()}", StringComparison.Ordinal);
        await using var connection = await world.RivalAnalyst.OpenConnectionAsync();
        // A setting of his own is no obstacle to him.
        await Execute(connection, "set default_transaction_read_only = off; set statement_timeout = 0");
        (await Should.ThrowAsync<PostgresException>(() => Execute(connection, attempt), attempt)).SqlState.ShouldBe(InsufficientPrivilege, attempt);
    }

    [Theory]
    [InlineData("set chates.tenant = 'acme'")]
    [InlineData("set search_path = chat, analytics_private, analytics")]
    [InlineData("set role chates_analytics")]
    [InlineData("set row_security = off")]
    [InlineData("set session_replication_role = replica")]
    public async Task stays_in_its_tenant_whatever_it_sets(string setting)
    {
        await using var connection = await world.RivalAnalyst.OpenConnectionAsync();
        try
        {
            await Execute(connection, setting);
        }
        catch (PostgresException refused)
        {
            refused.SqlState.ShouldBe(InsufficientPrivilege, setting);
        }
        await using var command = new NpgsqlCommand("select count(*) from analytics.messages where room = any ($1)", connection);
        command.Parameters.AddWithValue((await Numbers(world.Db, "select number from chat.rooms where tenant_id = 'acme'")).ToArray());
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
        await using var own = new NpgsqlCommand("select count(*) from analytics.rooms", connection);
        (await own.ExecuteScalarAsync()).ShouldBe(6L);
    }

    /// <summary>A division by zero, or a cast, in a condition tells what it met before the view's own condition ruled it out.</summary>
    [Fact]
    public async Task meets_no_row_of_another_tenant_by_an_error()
    {
        foreach (var room in await Numbers(world.Db, "select number from chat.rooms where tenant_id = 'acme'"))
        {
            foreach (var view in new[] { "rooms", "messages", "response_times", "read_times", "messages_per_day", "sessions", "unread_backlog" })
                (await Count(world.RivalAnalyst, $"select count(*) from {view} where 1 / (room - {room}) > 1000000")).ShouldBe(0, view);
        }
        var thrown = await Should.ThrowAsync<PostgresException>(() => Count(world.RivalAnalyst, "select count(*) from users where external_id::int > 0"));
        (await Count(world.RivalAnalyst, $"select count(*) from users where '{thrown.MessageText.Replace("'", "''", StringComparison.Ordinal)}' like '%' || external_id || '%'"))
            .ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task learns_no_tenant_from_the_catalogs()
    {
        (await Rows.Read(world.RivalAnalyst, "select rolname from pg_roles where rolname like 'chates%'")).ShouldAllBe(name => !name.Contains(AnalyticsWorld.Tenant));
        (await Count(world.RivalAnalyst, "select count(*) from pg_stats where schemaname in ('chat', 'events', 'vault', 'analytics_private')")).ShouldBe(0);
        (await Count(world.RivalAnalyst, "select count(*) from pg_stat_activity where usename <> session_user and query <> '<insufficient privilege>'")).ShouldBe(0);
    }

    [Fact]
    public async Task sees_nothing_without_a_mapping_not_even_as_the_service()
    {
        foreach (var view in await Views())
            (await Count(world.Db, $"select count(*) from analytics.{view}")).ShouldBe(0, view);
    }

    [Fact]
    public async Task ends_when_it_expires()
    {
        var granted = await world.Grant(AnalyticsWorld.Tenant, expiresAt: DateTimeOffset.UtcNow.AddDays(1));
        await using var db = NpgsqlDataSource.Create(granted.ConnectionString);
        (await Count(db, "select count(*) from rooms")).ShouldBe(6);
        await using (var over = world.Db.CreateCommand("update analytics_private.logins set expires_at = now() where login = $1"))
        {
            over.Parameters.AddWithValue(granted.Login.Login);
            await over.ExecuteNonQueryAsync();
        }
        (await Count(db, "select count(*) from rooms")).ShouldBe(0);
        (await Rows.Read(world.Db, "select rolvaliduntil is not null from pg_roles where rolname = $1", granted.Login.Login)).ShouldBe(["True"]);
    }

    [Fact]
    public async Task is_gone_with_its_connections_when_it_is_revoked()
    {
        var granted = await world.Grant(AnalyticsWorld.Tenant);
        await using var db = NpgsqlDataSource.Create(granted.ConnectionString);
        await using var open = await db.OpenConnectionAsync();
        var logins = world.Chat.Service<AnalyticsLogins>();
        (await logins.All(AnalyticsWorld.Tenant, default)).ShouldContain(granted.Login);
        var revoked = (await logins.Revoke(granted.Login.Login, default)).ShouldNotBeNull();
        revoked.Login.ShouldBe(granted.Login);
        revoked.Remains.ShouldBeEmpty();

        await Should.ThrowAsync<NpgsqlException>(() => Execute(open, "select 1"));
        await Should.ThrowAsync<PostgresException>(async () => await db.OpenConnectionAsync());
        (await logins.All(null, default)).ShouldNotContain(granted.Login);
        (await logins.Revoke(granted.Login.Login, default)).ShouldBeNull();
        (await logins.Revoke(await Owner(), default)).ShouldBeNull();
    }

    /// <summary>Nothing that he owns anywhere keeps his login open.</summary>
    [Fact]
    public async Task is_locked_out_also_where_it_cannot_be_dropped()
    {
        var granted = await world.Grant(AnalyticsWorld.Tenant);
        var elsewhere = await ChatEs.Testing.TestPostgres.CreateDatabase($"elsewhere_{Guid.NewGuid():n}");
        await using var administration = NpgsqlDataSource.Create(elsewhere);
        await using var here = NpgsqlDataSource.Create(granted.ConnectionString);
        var other = new NpgsqlConnectionStringBuilder(elsewhere);
        var there = new NpgsqlConnectionStringBuilder(granted.ConnectionString) { Database = other.Database };
        await using (var connection = await here.OpenConnectionAsync())
        {
            await Execute(connection, "set default_transaction_read_only = off");
            await Execute(connection, "alter default privileges grant select on tables to public");
        }
        await using (var db = NpgsqlDataSource.Create(there.ConnectionString))
        await using (var connection = await db.OpenConnectionAsync())
        {
            await Execute(connection, "set default_transaction_read_only = off");
            await Execute(connection, "select lo_create(0)");
        }
        await using var open = await here.OpenConnectionAsync();

        var revoked = (await world.Chat.Service<AnalyticsLogins>().Revoke(granted.Login.Login, default)).ShouldNotBeNull();
        revoked.Remains.Single().ShouldContain(other.Database!);
        (await Count(world.Db, $"select count(*) from analytics_private.logins where login = '{granted.Login.Login}'")).ShouldBe(0);
        await Should.ThrowAsync<NpgsqlException>(() => Execute(open, "select 1"));
        await Should.ThrowAsync<PostgresException>(async () => await here.OpenConnectionAsync());

        // As the sentence says.
        await using var last = await administration.OpenConnectionAsync();
        await Execute(last, $"drop owned by {granted.Login.Login}; drop role {granted.Login.Login}");
    }

    [Fact]
    public async Task is_told_how_the_service_itself_encrypts()
    {
        var logins = new AnalyticsLogins(new NpgsqlConnectionStringBuilder(world.Chat.ConnectionString) { SslMode = SslMode.Allow }.ConnectionString, world.Db);
        var granted = (await logins.Grant(AnalyticsWorld.Tenant, withTexts: false, expiresAt: null, default)).Result!;
        granted.Url.ShouldEndWith("sslmode=allow");
        (await world.Grant(AnalyticsWorld.Tenant)).Url.ShouldNotContain("sslmode");
        await using var db = NpgsqlDataSource.Create(granted.ConnectionString);
        (await Count(db, "select count(*) from rooms")).ShouldBe(6);
    }

    [Fact]
    public async Task reads_several_views_about_one_moment_though_the_read_models_are_rebuilt()
    {
        await using var connection = await world.Analyst.OpenConnectionAsync();
        await Execute(connection, "begin isolation level repeatable read; lock table rooms, messages in access share mode");
        await using (var count = new NpgsqlCommand("select count(*) from rooms", connection))
            (await count.ExecuteScalarAsync()).ShouldBe(6L);
        var rebuild = world.Chat.Service<Projections>().Rebuild();
        await Hosting.ServerFolder.Until(() => WaitingForViews() > 0, "the rebuild waits for the analyst");
        await using (var count = new NpgsqlCommand("select count(*) > 1000 from messages", connection))
            (await count.ExecuteScalarAsync()).ShouldBe(true);
        rebuild.IsCompleted.ShouldBeFalse();
        await Execute(connection, "commit");
        await rebuild;
        (await Count(world.Analyst, "select count(*) from rooms")).ShouldBe(6);
    }

    [Fact]
    public async Task reads_on_after_the_read_models_were_rebuilt()
    {
        string[] queries = ["select * from messages", "select * from response_times", "select * from read_times", "select * from unread_backlog", "select * from messages_per_day", "select * from messages_per('week', 'UTC')"];
        var before = new List<List<string>>();
        foreach (var query in queries)
            before.Add(await Rows.Read(world.Analyst, query));
        await world.Chat.Service<Projections>().Rebuild();
        foreach (var (query, rows) in queries.Zip(before))
            (await Rows.Read(world.Analyst, query)).ShouldBe(rows, ignoreOrder: true);
        (await Count(world.Db, "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'analytics' and not coalesce('security_barrier=true' = any (c.reloptions), false)"))
            .ShouldBe(0);
    }

    private async Task<string> Owner() => (await Rows.Read(world.Db, "select current_user::text")).Single();

    private long WaitingForViews()
    {
        using var command = world.Db.CreateCommand(
            "select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock' and database = (select oid from pg_database where datname = current_database())");
        return (long)command.ExecuteScalar()!;
    }

    private Task<List<string>> Views() => Rows.Read(world.Db, "select viewname::text from pg_views where schemaname = 'analytics' order by 1");

    private static async Task<long> Count(NpgsqlDataSource db, string sql) => (await Numbers(db, sql)).Single();

    private static async Task<List<long>> Numbers(NpgsqlDataSource db, string sql) =>
        [.. (await Rows.Read(db, sql)).Select(number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
