using System.Data;
using System.Text.Json;
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
    private const string EventsText = """
        select seq_id, version, id, type, data::text, timestamp, correlation_id, causation_id, headers::text,
               salt, personal_digest, hash
          from events.mt_events
         where tenant_id = $1 and stream_id = $2
         order by version
        """;

    /// <summary>
    /// The events of the stream that lack their personal part without an erasure that came after them and names them,
    /// and those that have it in spite of one.
    /// </summary>
    private const string ErasuresText = """
        with erased as (
          select n::numeric as version, max(e.version) as at
            from events.mt_events e, jsonb_path_query(e.data, '$.versions[*] ? (@.type() == "number")') n
           where e.tenant_id = $1 and e.stream_id = $2 and e.type = 'personal_data_erased'
           group by 1)
        select v.seq_id, v.version, v.data ? 'personal'
          from events.mt_events v
          left join erased x on x.version = v.version and x.at > v.version
         where v.tenant_id = $1 and v.stream_id = $2 and v.personal_digest is not null
           and (v.data ? 'personal') = (x.version is not null)
         order by v.version
         limit 1
        """;

    /// <returns>Null when the stream is whole, else the first fault.</returns>
    public async Task<ChainFault?> Verify(StreamKey stream, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        // One snapshot for all that is compared: an append or an erasure in between would look like a fault.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var command = Command(connection, EventsText, stream.Tenant, stream.Id);
        var (version, lastHash) = (0L, HashChain.Start);
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var (sequence, found) = (reader.GetInt64(0), reader.GetInt64(1));
                if (found != version + 1)
                    return new ChainFault(stream, found, sequence, $"version {version + 1} is missing: {found} follows {version}");
                if (Check(reader, stream, lastHash) is { } problem)
                    return new ChainFault(stream, found, sequence, problem);
                (version, lastHash) = (found, reader.GetFieldValue<byte[]>(11));
            }
        }
        return await CheckErasures(connection, stream, cancellation)
            ?? await CheckTail(connection, stream, version, lastHash, cancellation);
    }

    private static string? Check(NpgsqlDataReader reader, StreamKey stream, byte[] lastHash)
    {
        try
        {
            using var data = JsonDocument.Parse(reader.GetString(4));
            var digest = Bytes(reader, 10);
            if (CheckPersonal(data.RootElement, Bytes(reader, 9), digest) is { } problem)
                return problem;
            var structure = CanonicalJson.Bytes(data.RootElement, CanonicalJson.Personal);
            var expected = HashChain.Next(lastHash, Metadata(reader, stream), structure, digest);
            return Bytes(reader, 11) is { } hash && expected.AsSpan().SequenceEqual(hash) ? null : "the hash does not match what is stored";
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or InvalidCastException or JsonException)
        {
            return $"what is stored was never written by an append: {e.Message}";
        }
    }

    private static string? CheckPersonal(JsonElement data, byte[]? salt, byte[]? digest)
    {
        if (!data.TryGetProperty(CanonicalJson.Personal, out var personal))
            return salt is null ? null : "the personal part is missing but its salt is there";
        var matches = salt is not null && digest is not null
            && HashChain.PersonalDigest(salt, CanonicalJson.Bytes(personal)).AsSpan().SequenceEqual(digest);
        return matches ? null : "the personal part does not match its digest";
    }

    private static async Task<ChainFault?> CheckErasures(NpgsqlConnection connection, StreamKey stream, CancellationToken cancellation)
    {
        await using var command = Command(connection, ErasuresText, stream.Tenant, stream.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        var problem = reader.GetBoolean(2)
            ? "the personal part is there although an erasure names this event"
            : "the personal part is missing and no later erasure names this event";
        return new ChainFault(stream, reader.GetInt64(1), reader.GetInt64(0), problem);
    }

    private static byte[] Metadata(NpgsqlDataReader reader, StreamKey stream)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>(256);
        using var writer = CanonicalJson.Writer(output);
        HashChain.WriteMetadata(
            writer, stream, reader.GetInt64(1), reader.GetGuid(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(5),
            Text(reader, 6), Text(reader, 7), Text(reader, 8) is { } headers ? EventHeaders.Parse(headers).Canonical : default);
        writer.Flush();
        return output.WrittenSpan.ToArray();
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

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
