using Npgsql;
using NpgsqlTypes;

namespace ChatEs.EventStore.Appending;

/// <summary>The call of <c>events.append_batch</c> for a batch: arrays instead of rows, one statement whatever its size.</summary>
internal static class AppendCommand
{
    /// <summary>Gives up a name, if it is the owner's. It runs after the batch's own claims were settled: they still meet it.</summary>
    public static NpgsqlBatchCommand Release(string tenant, NameReservation name) => new(
        "delete from vault.reservations where tenant_id = $1 and kind = $2 and key = $3 and owner = $4")
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = tenant },
            new NpgsqlParameter<string> { TypedValue = name.Kind },
            new NpgsqlParameter<string> { TypedValue = name.Key },
            new NpgsqlParameter<string> { TypedValue = name.Owner },
        },
    };

    private const string Text = """
        select events.append_batch(
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
          $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
        """;

    public static NpgsqlBatchCommand For(BatchBuilder batch)
    {
        var command = new NpgsqlBatchCommand(Text);
        AddStreams(command, [.. batch.Streams.Where(s => s.IsUsed)]);
        AddEvents(command, batch);
        AddReservations(command, batch);
        AddRecords(command, batch);
        return command;
    }

    private static void AddStreams(NpgsqlBatchCommand command, StreamWork[] streams)
    {
        Add(command, streams, NpgsqlDbType.Varchar, s => s.Key.Tenant);
        Add(command, streams, NpgsqlDbType.Varchar, s => s.Key.Id);
        Add(command, streams, NpgsqlDbType.Varchar, s => s.Family.Type);
        Add(command, streams, NpgsqlDbType.Bigint, s => s.Expected);
        Add(command, streams, NpgsqlDbType.Bigint, s => s.Version);
        // A stream that is only read has no time of its own yet when it does not exist; the value is not stored then.
        Add(command, streams, NpgsqlDbType.TimestampTz, s => s.Version == 0 ? DateTime.UnixEpoch : s.LastTimestamp.UtcDateTime);
        Add(command, streams, NpgsqlDbType.Bytea, s => s.LastHash);
    }

    private static void AddEvents(NpgsqlBatchCommand command, BatchBuilder batch)
    {
        var events = batch.Events;
        var stored = batch.Stored;
        Add(command, events, NpgsqlDbType.Varchar, e => e.Stream.Tenant);
        Add(command, events, NpgsqlDbType.Varchar, e => e.Stream.Id);
        Add(command, events, NpgsqlDbType.Uuid, e => e.Id);
        Add(command, events, NpgsqlDbType.Bigint, e => e.Version);
        Add(command, events, NpgsqlDbType.Varchar, e => e.Type);
        Add(command, stored, NpgsqlDbType.Jsonb, s => s.Data);
        Add(command, events, NpgsqlDbType.TimestampTz, e => e.Timestamp.UtcDateTime);
        Add(command, events, NpgsqlDbType.Varchar, e => e.Metadata.CorrelationId);
        Add(command, events, NpgsqlDbType.Varchar, e => e.Metadata.CausationId);
        Add(command, events, NpgsqlDbType.Jsonb, e => e.Metadata.Headers?.Canonical);
        Add(command, stored, NpgsqlDbType.Bytea, s => s.Salt);
        Add(command, stored, NpgsqlDbType.Bytea, s => s.PersonalDigest);
        Add(command, stored, NpgsqlDbType.Bytea, s => s.Hash);
    }

    private static void AddReservations(NpgsqlBatchCommand command, BatchBuilder batch)
    {
        var names = batch.Parts.SelectMany(p => p.Decided.Reservations, (p, name) => (p.Submission.Decider.Stream.Tenant, name)).ToList();
        Add(command, names, NpgsqlDbType.Text, n => n.Tenant);
        Add(command, names, NpgsqlDbType.Text, n => n.name.Kind);
        Add(command, names, NpgsqlDbType.Text, n => n.name.Key);
        Add(command, names, NpgsqlDbType.Text, n => n.name.Owner);
    }

    private static void AddRecords(NpgsqlBatchCommand command, BatchBuilder batch)
    {
        var records = batch.Parts.Select(p => p.Decided.Record).OfType<IdempotencyRecord>().ToList();
        Add(command, records, NpgsqlDbType.Text, r => r.Key.Tenant);
        Add(command, records, NpgsqlDbType.Text, r => r.Key.Principal);
        Add(command, records, NpgsqlDbType.Text, r => r.Key.Route);
        Add(command, records, NpgsqlDbType.Text, r => r.Key.Key);
        Add(command, records, NpgsqlDbType.Bytea, r => r.Digest);
        Add(command, records, NpgsqlDbType.Jsonb, r => r.Result);
    }

    private static void Add<TItem, TValue>(NpgsqlBatchCommand command, IReadOnlyList<TItem> items, NpgsqlDbType type, Func<TItem, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        command.Parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
