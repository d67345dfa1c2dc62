using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Testing;
using Npgsql;
using Shouldly;

namespace ChatEs.Api.Tests.Auditing;

/// <summary>A service that signs its log, and a way past its triggers.</summary>
internal static class CheckpointWorld
{
    public static async Task<KeptCheckpoint> Checkpoint(this ChatEsHost host, long atLeast = 1)
    {
        var store = host.Service<CheckpointStore>();
        KeptCheckpoint? newest = null;
        for (var i = 0; (newest = await store.Newest(default)) is null || newest.Size < atLeast; i++)
        {
            i.ShouldBeLessThan(600, "it never came to that");
            await Task.Delay(50);
        }
        return newest;
    }

    /// <summary>One that covers everything.</summary>
    public static async Task<KeptCheckpoint> CheckpointOfAll(this ChatEsHost host) =>
        await host.Checkpoint(await Scalar<long>(host.ConnectionString, "select last_seq from events.mt_head"));

    public static async Task<T> Scalar<T>(string connection, string sql)
    {
        await using var db = NpgsqlDataSource.Create(connection);
        await using var command = db.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task Run(string connection, string sql)
    {
        await using var db = NpgsqlDataSource.Create(connection);
        await using var command = db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>As who owns the database can.</summary>
    public static Task PastTheTriggers(string connection, string sql) => Run(connection, $"""
        alter table events.mt_events disable trigger all;
        alter table events.merkle_nodes disable trigger all;
        alter table vault.checkpoints disable trigger all;
        {sql};
        alter table events.mt_events enable trigger all;
        alter table events.merkle_nodes enable trigger all;
        alter table vault.checkpoints enable trigger all
        """);
}
