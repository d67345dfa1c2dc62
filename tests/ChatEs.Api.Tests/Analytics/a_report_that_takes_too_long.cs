using ChatEs.Domain.Tenants;
using ChatEs.EventStore;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

public sealed class a_report_that_takes_too_long
{
    [Fact]
    public async Task keeps_a_few_others_waiting_and_no_more()
    {
        await using var chat = await ChatEsHost.Start(
            "reports_too_many", new HostSettings(null, ("Reports:AtOnce", "1"), ("Reports:Patience", "00:00:00.1")));
        await chat.Tenant("acme");
        var key = await chat.Key("acme", ApiKeyKind.Analytics);
        await using var db = PostgresEventStore.DataSource(chat.ConnectionString, "chat");
        await using var connection = await db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "lock table chat.messages in access exclusive mode";
        await command.ExecuteNonQueryAsync();
        var first = chat.Scenario(x => x.Get("/v1/analytics/activity").As(key));
        await Hosting.ServerFolder.Until(() => Waiting(db) == 1, "the first one waits for the messages");
        await chat.Scenario(x =>
        {
            x.Get("/v1/analytics/activity").As(key);
            x.ProblemShouldBe(503, "unavailable");
            x.HeaderShouldBe("Retry-After", "5");
        });
        await transaction.RollbackAsync();
        await first;
        await chat.Scenario(x => x.Get("/v1/analytics/activity").As(key));
    }

    [Fact]
    public async Task is_given_up_with_an_answer()
    {
        await using var chat = await ChatEsHost.Start("reports_too_long", new HostSettings(null, ("Reports:Timeout", "00:00:00.2")));
        await chat.Tenant("acme");
        var key = await chat.Key("acme", ApiKeyKind.Analytics);
        await using var db = PostgresEventStore.DataSource(chat.ConnectionString, "chat");
        await using (var connection = await db.OpenConnectionAsync())
        {
            // Nobody reads the messages while somebody else has them for himself: the report waits, and only so long.
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "lock table chat.messages in access exclusive mode";
            await command.ExecuteNonQueryAsync();
            await chat.Scenario(x =>
            {
                x.Get("/v1/analytics/activity").As(key);
                x.ProblemShouldBe(504, "timed_out");
            });
        }
        (await chat.Scenario(x => x.Get("/v1/analytics/activity").As(key))).Json.GetProperty("rows").GetArrayLength().ShouldBe(0);
    }

    /// <summary>The client gives up commands after 30 seconds by default; here after one.</summary>
    [Fact]
    public async Task may_take_longer_than_other_commands()
    {
        await using var host = await ChatEsHost.Start("reports_long");
        await host.Tenant("acme");
        await using var chat = await ChatEsHost.On(
            $"{host.ConnectionString};Command Timeout=1", kestrel: false, new HostSettings(null, ("Reports:Timeout", "00:00:03")));
        var key = await chat.Key("acme", ApiKeyKind.Analytics);
        await using var db = PostgresEventStore.DataSource(host.ConnectionString, "chat");
        await using var connection = await db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "lock table chat.messages in access exclusive mode";
        await command.ExecuteNonQueryAsync();
        await chat.Scenario(x =>
        {
            x.Get("/v1/analytics/activity").As(key);
            x.ProblemShouldBe(504, "timed_out");
        });
    }

    private static long Waiting(Npgsql.NpgsqlDataSource db)
    {
        using var command = db.CreateCommand("select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())");
        return (long)command.ExecuteScalar()!;
    }
}
