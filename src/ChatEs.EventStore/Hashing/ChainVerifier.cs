using System.Data;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.EventStore.Hashing;

/// <summary>The first thing that is wrong with a stream's chain.</summary>
public sealed record ChainFault(StreamKey Stream, long Version, long Sequence, string Problem);

/// <summary>
/// Recomputes the chain over what is stored and compares. It finds a changed byte in data or metadata, a changed order,
/// and an event removed from or put into the middle. A cut tail is found by the stream's own last hash, a log
/// recomputed as a whole is not: that takes signed checkpoints.
/// </summary>
public sealed class ChainVerifier(NpgsqlDataSource db)
{
    private const string EventsText = $"""
        select {StoredEvents.Columns}
          from events.mt_events
         where tenant_id = $1 and stream_id = $2
         order by version
        """;

    /// <returns>Null when the stream is whole, else the first fault.</returns>
    public async Task<ChainFault?> Verify(StreamKey stream, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        // One snapshot for all that is compared: an append or an erasure in between would look like a fault.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var chain = new StreamChain(stream);
        await using (var command = Command(connection, EventsText, stream.Tenant, stream.Id))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                if (Next(chain, stream, reader) is { } fault)
                    return fault;
            }
        }
        return chain.End() ?? await CheckTail(connection, stream, chain.Version, chain.LastHash, cancellation);
    }

    private static ChainFault? Next(StreamChain chain, StreamKey stream, NpgsqlDataReader reader)
    {
        StoredEvent stored;
        try
        {
            stored = StoredEvents.Row(reader);
        }
        catch (Exception wrong) when (wrong is InvalidCastException or FormatException or OverflowException or ArgumentException)
        {
            // A time that no clock shows, for example.
            return new ChainFault(stream, reader.GetInt64(3), reader.GetInt64(0), $"what is stored was never written by an append: {wrong.Message}");
        }
        return chain.Next(stored);
    }

    private static async Task<ChainFault?> CheckTail(
        NpgsqlConnection connection, StreamKey stream, long version, byte[] lastHash, CancellationToken cancellation)
    {
        await using var command = Command(
            connection, "select coalesce(version, 0), last_hash from events.mt_streams where tenant_id = $1 and id = $2", stream.Tenant, stream.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return version == 0 ? null : new ChainFault(stream, version, 0, "the stream has events but no row of its own");
        if (reader.GetInt64(0) != version)
            return new ChainFault(stream, version, 0, $"the stream is said to be at version {reader.GetInt64(0)} but its events end at {version}");
        return Bytes(reader, 1) is { } hash && hash.AsSpan().SequenceEqual(lastHash)
            ? null
            : new ChainFault(stream, version, 0, "the stream's last hash is not that of its last event");
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, params string[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static byte[]? Bytes(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
}
