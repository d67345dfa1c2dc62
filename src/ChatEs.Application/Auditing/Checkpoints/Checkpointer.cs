using ChatEs.Application.ReadModels;
using ChatEs.EventStore.Merkle;
using Npgsql;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <param name="Made">Null when there was nothing new, or another process is at it.</param>
/// <param name="Fault">Why nothing may be signed: the log is not what was signed before. Null when all is well.</param>
public sealed record CheckpointOutcome(KeptCheckpoint? Made = null, string? Fault = null);

/// <summary>
/// Takes new events into the tree and signs its root: nodes, checkpoint and progress in one transaction. Any number of
/// processes may try; the lock of the progression's row lets one work at a time. Before it signs it makes the root of the
/// last checkpoint again from what is stored now: it signs nothing that is not a continuation of what it has signed.
/// </summary>
public sealed class Checkpointer(NpgsqlDataSource db, CheckpointKeys keys, TimeProvider clock)
{
    public const string Progression = "merkle_tree";

    /// <summary>In one transaction; a longer log gets a checkpoint for every so many.</summary>
    private const long MostEvents = 1 << 18;

    private const int MostLooks = 30;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private const string StateText = """
        select (select last_seq from events.mt_head),
               (select last_seq_id from events.mt_event_progression where name = 'merkle_tree'),
               (select max(size) from vault.checkpoints)
        """;

    /// <param name="mayChangeKey">
    /// Whether a key that did not sign the checkpoint before may sign this one. A verb that does not know the service's
    /// configuration would go on with another key, and no auditor knows that one.
    /// </param>
    /// <exception cref="FormatException">The configured key or name cannot be used.</exception>
    public async Task<CheckpointOutcome> Make(bool mayChangeKey, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        if (!await HasWork(connection, cancellation))
            return new();
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await Lock(connection, cancellation) is not { } reached)
            return new();
        var last = await CheckpointStore.Newest(connection, cancellation);
        try
        {
            var tree = await Continuation(connection, reached, last, cancellation);
            var head = await Number(connection, "select last_seq from events.mt_head", cancellation);
            if (head == tree.Size)
                return new();
            if (head < tree.Size)
                return new(Fault: $"the log ends at event {head}, but a checkpoint of {tree.Size} events was signed");
            await LogTree.Extend(connection, tree, Math.Min(head, tree.Size + MostEvents), cancellation);
            using var signer = await Signer(connection, last, cancellation);
            if (last is not null && !mayChangeKey && !signer.Key.PublicKey.SequenceEqual(last.PublicKey))
                return new();
            var checkpoint = new Checkpoint(signer.Key.Name!, tree.Size, tree.Root());
            var made = new KeptCheckpoint(
                checkpoint.Size, checkpoint.Root, signer.Sign(checkpoint).ToString(), [.. signer.Key.PublicKey], clock.GetUtcNow());
            await CheckpointStore.Add(connection, made, cancellation);
            await Move(connection, made.Size, cancellation);
            await transaction.CommitAsync(cancellation);
            return new(made);
        }
        catch (BrokenTreeException broken)
        {
            return new(Fault: broken.Message);
        }
    }

    /// <summary>The newest checkpoint, which covers everything that is in the log now; for the moment a service needs, it waits.</summary>
    /// <returns>The newest there is, where no service makes one in time and this process has another key. Null for an empty log.</returns>
    /// <exception cref="FormatException">The configured key or name cannot be used.</exception>
    public async Task<(KeptCheckpoint? Newest, string? Fault)> Fresh(CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        var head = await Number(connection, "select last_seq from events.mt_head", cancellation);
        for (var looks = 0; ;)
        {
            var (made, fault) = await Make(mayChangeKey: false, cancellation);
            if (fault is not null)
                return (null, fault);
            var newest = made ?? await CheckpointStore.Newest(connection, cancellation);
            if (head == 0 || newest?.Size >= head || looks >= MostLooks)
                return (newest, null);
            if (made is not null)
                continue;
            looks++;
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    /// <summary>The tree as the last checkpoint has it.</summary>
    /// <exception cref="BrokenTreeException">It is not there any more.</exception>
    private static async Task<Frontier> Continuation(NpgsqlConnection connection, long reached, KeptCheckpoint? last, CancellationToken cancellation)
    {
        if (reached != (last?.Size ?? 0))
            throw new BrokenTreeException($"the tree has {reached} events, but the last checkpoint {last?.Size ?? 0}");
        var tree = await LogTree.Frontier(connection, reached, cancellation);
        if (last is null)
            return tree;
        try
        {
            // The row beside the note could have been changed together with the log; the note only by who has the key.
            _ = last.Key.Signed(SignedNote.Parse(last.Note)) ? true : throw new FormatException("Its key did not sign it.");
            if (last.Checkpoint is { } said && said.Size == reached && said.Root.AsSpan().SequenceEqual(tree.Root()))
                return tree;
        }
        catch (FormatException broken)
        {
            throw new BrokenTreeException($"the checkpoint of {reached} events is not as it was signed: {broken.Message}");
        }
        throw new BrokenTreeException($"the first {reached} events do not have the root that was signed for them");
    }

    private async Task<NoteSigner> Signer(NpgsqlConnection connection, KeptCheckpoint? last, CancellationToken cancellation)
    {
        if ((keys.ConfiguredName ?? last?.Checkpoint.Origin) is { } known)
            return await keys.Signer(known, cancellation);
        return await keys.Signer($"chates/{Convert.ToHexStringLower(await FirstLeaf(connection, cancellation), 0, 8)}", cancellation);
    }

    /// <summary>A log without a name is named after its first event: that is stable, and no other log has it.</summary>
    private static async Task<byte[]> FirstLeaf(NpgsqlConnection connection, CancellationToken cancellation) =>
        (await LogTree.Frontier(connection, 1, cancellation)).Root();

    private static async Task<bool> HasWork(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var command = new NpgsqlCommand(StateText, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            if (reader.LongOrNull(1) is { } reached)
                return reader.GetInt64(0) != reached || reached != (reader.LongOrNull(2) ?? 0);
        }
        await using var begin = new NpgsqlCommand(
            "insert into events.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict do nothing", connection)
        {
            Parameters = { Sql.Text(Progression) },
        };
        await begin.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    /// <returns>How far the tree has come; null when another process is at it.</returns>
    private static async Task<long?> Lock(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select last_seq_id from events.mt_event_progression where name = $1 for update skip locked", connection)
        {
            Parameters = { Sql.Text(Progression) },
        };
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    private static async Task Move(NpgsqlConnection connection, long size, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "update events.mt_event_progression set last_seq_id = $2, last_updated = transaction_timestamp() where name = $1", connection)
        {
            Parameters = { Sql.Text(Progression), Sql.Number(size) },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<long> Number(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
