using ChatEs.EventStore.Migrations;
using ChatEs.Testing;
using Npgsql;

namespace ChatEs.EventStore.Tests;

public sealed class migrating_a_database
{
    private static readonly IReadOnlyList<Migration> Own =
    [
        new("model/0001_things", "model", "create table things (id int);\ninsert into things values (1);"),
        new("model/0002_more", "model", "create function twice(n int) returns int language plpgsql as $$ begin return n * 2; end $$;"),
    ];

    [Fact]
    public async Task five_processes_at_once_apply_everything_once()
    {
        var connectionString = await TestPostgres.CreateDatabase("migrating_five");

        var applied = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () =>
        {
            await using var db = PostgresEventStore.DataSource(connectionString, "model");
            return await Migrator.Apply(db, [.. Migrator.EventStore, .. Own]);
        })));

        var names = Migrator.EventStore.Concat(Own).Select(m => m.Name).ToList();
        applied.SelectMany(a => a).Order().ShouldBe(names.Order());
        await using var db = PostgresEventStore.DataSource(connectionString, "model");
        await using var command = db.CreateCommand("select twice((select count(*) from things)::int)");
        (await command.ExecuteScalarAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task a_changed_text_is_refused_and_a_changed_line_ending_is_not()
    {
        await using var db = PostgresEventStore.DataSource(await TestPostgres.CreateDatabase("migrating_changed"), "model");
        await Migrator.Apply(db, Own);

        (await Migrator.Apply(db, [Own[0] with { Sql = Own[0].Sql.ReplaceLineEndings("\r\n") }])).ShouldBeEmpty();
        var refused = await Should.ThrowAsync<MigrationException>(() => Migrator.Apply(db, [Own[0] with { Sql = "create table things (id bigint)" }]));

        refused.Message.ShouldStartWith("Migration model/0001_things was applied with another text.");
    }

    [Fact]
    public async Task a_migration_that_fails_leaves_nothing_and_the_lock_free()
    {
        var connectionString = await TestPostgres.CreateDatabase("migrating_failing");
        await using var db = PostgresEventStore.DataSource(connectionString, "model");

        await Should.ThrowAsync<PostgresException>(() => Migrator.Apply(db, [Own[0], Own[1] with { Sql = "create table half (id int); select 1 / 0;" }]));

        await using var half = db.CreateCommand("select to_regclass('model.half') is null and to_regclass('model.things') is not null");
        (await half.ExecuteScalarAsync()).ShouldBe(true);
        await using var elsewhere = PostgresEventStore.DataSource(connectionString, "model");
        (await Migrator.Apply(elsewhere, Own)).ShouldBe(["model/0002_more"]);
    }

    [Fact]
    public async Task a_shadow_gets_the_tables_and_no_record()
    {
        await using var db = PostgresEventStore.DataSource(await TestPostgres.CreateDatabase("migrating_shadow"), "model");
        await Migrator.Apply(db, Own);

        await using (var connection = await db.OpenConnectionAsync())
            await Migrator.Create(connection, "shadow", Own);

        await using var things = db.CreateCommand(
            "select (select count(*) from shadow.things) = 1 and (select count(*) from events.migrations) = 2 and current_setting('search_path') like 'model%'");
        (await things.ExecuteScalarAsync()).ShouldBe(true);
    }

    [Fact]
    public async Task racing_to_create_the_database_is_no_error()
    {
        var server = new NpgsqlConnectionStringBuilder(await TestPostgres.Server()) { Database = $"raced \"{Guid.NewGuid():n}\"" }.ConnectionString;

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Migrator.EnsureDatabase(server))));

        await using var db = NpgsqlDataSource.Create(server);
        await using var command = db.CreateCommand("select 1");
        (await command.ExecuteScalarAsync()).ShouldBe(1);
    }
}
