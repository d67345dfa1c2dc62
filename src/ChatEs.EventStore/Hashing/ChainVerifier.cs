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

    /// <summary>Every sequence of the stream's tenant that an erasure names.</summary>
    private const string ErasedText = """
        select (s.value)::bigint
          from events.mt_events e, jsonb_array_elements_text(e.data -> 'sequences') s
         where e.tenant_id = $1 and e.type = 'personal_data_erased'
        """;

    /// <returns>Null when the stream is whole, else the first fault.</returns>
    public async Task<ChainFault?> Verify(StreamKey stream, CancellationToken cancellation = default)
    {
        var erased = await Erased(stream.Tenant, cancellation);
        await using var command = db.CreateCommand(EventsText);
        command.Parameters.Add(new() { Value = stream.Tenant });
        command.Parameters.Add(new() { Value = stream.Id });
        var (version, lastHash) = (0L, HashChain.Start);
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var (sequence, found) = (reader.GetInt64(0), reader.GetInt64(1));
                if (found != version + 1)
                    return new ChainFault(stream, found, sequence, $"version {version + 1} is missing: {found} follows {version}");
                if (Check(reader, stream, lastHash, erased) is { } problem)
                    return new ChainFault(stream, found, sequence, problem);
                (version, lastHash) = (found, reader.GetFieldValue<byte[]>(11));
            }
        }
        return await CheckTail(stream, version, lastHash, cancellation);
    }

    private static string? Check(NpgsqlDataReader reader, StreamKey stream, byte[] lastHash, HashSet<long> erased)
    {
        using var data = JsonDocument.Parse(reader.GetString(4));
        var salt = Bytes(reader, 9);
        var digest = Bytes(reader, 10);
        if (data.RootElement.TryGetProperty(CanonicalJson.Personal, out var personal))
        {
            if (salt is null || digest is null || !HashChain.PersonalDigest(salt, CanonicalJson.Bytes(personal)).AsSpan().SequenceEqual(digest))
                return "the personal part does not match its digest";
        }
        else if (digest is not null && !erased.Contains(reader.GetInt64(0)))
        {
            return "the personal part is missing and no erasure names this event";
        }
        var structure = CanonicalJson.Bytes(data.RootElement, CanonicalJson.Personal);
        var expected = HashChain.Next(lastHash, Metadata(reader, stream), structure, digest);
        return Bytes(reader, 11) is { } hash && expected.AsSpan().SequenceEqual(hash) ? null : "the hash does not match what is stored";
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

    private async Task<ChainFault?> CheckTail(StreamKey stream, long version, byte[] lastHash, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand("select version, last_hash from events.mt_streams where tenant_id = $1 and id = $2");
        command.Parameters.Add(new() { Value = stream.Tenant });
        command.Parameters.Add(new() { Value = stream.Id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return version == 0 ? null : new ChainFault(stream, version, 0, "the stream has events but no row of its own");
        // The stream may have grown since its events were read; a shorter one is a fault, a longer one is not.
        if (reader.GetInt64(0) > version && version == 0)
            return new ChainFault(stream, reader.GetInt64(0), 0, "the stream's events are missing");
        return reader.GetInt64(0) == version && !reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(lastHash)
            ? new ChainFault(stream, version, 0, "the stream's last hash is not that of its last event")
            : null;
    }

    private async Task<HashSet<long>> Erased(string tenant, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(ErasedText);
        command.Parameters.Add(new() { Value = tenant });
        var sequences = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            sequences.Add(reader.GetInt64(0));
        return sequences;
    }

    private static byte[]? Bytes(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
