using System.Runtime.CompilerServices;
using ChatEs.EventStore.Subscriptions;
using Npgsql;
using NpgsqlTypes;

namespace ChatEs.EventStore.Reading;

/// <summary>An event exactly as it is stored: never upcast, with all that its hash was taken over.</summary>
/// <param name="Data">JSON, the personal part included where it was not erased.</param>
/// <param name="Headers">JSON; null for none.</param>
public sealed record StoredEvent(
    long Sequence, StreamKey Stream, long Version, Guid Id, string Type, string Data, DateTimeOffset Timestamp,
    string? CorrelationId, string? CausationId, string? Headers, byte[]? Salt, byte[]? PersonalDigest, byte[] Hash);

/// <summary>Which events. Bounds are inclusive; null is none.</summary>
/// <param name="Tenant">Null is all.</param>
/// <param name="StreamId">Null is all.</param>
/// <param name="From">Server time.</param>
/// <param name="Types">Stored names, any of which.</param>
/// <param name="Headers">JSON that the headers of the event contain.</param>
/// <param name="Data">JSON that the data of the event contains.</param>
/// <param name="Limit">How many at most.</param>
public sealed record EventRange(
    string? Tenant = null, string? StreamId = null, long? FromVersion = null, long? ToVersion = null,
    long? FromSequence = null, long? ToSequence = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    IReadOnlyList<string>? Types = null, string? Headers = null, string? Data = null, long? Limit = null);

/// <summary>Reads events as they are stored, for auditors and exports.</summary>
public sealed class StoredEvents(NpgsqlDataSource db)
{
    private const int PageSize = 1_000;
    private const int PageCharacters = 1 << 20;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private const string Select = """
        select seq_id, tenant_id, stream_id, version, id, type, data::text, timestamp, correlation_id, causation_id, headers::text,
               salt, personal_digest, hash
          from events.mt_events
        """;

    private const string Conditions = """
        seq_id >= $1 and ($2::bigint is null or seq_id <= $2)
           and version >= $5 and ($6::bigint is null or version <= $6)
           and ($7::timestamptz is null or timestamp >= $7) and ($8::timestamptz is null or timestamp <= $8)
           and ($9::varchar[] is null or type = any ($9))
           and ($10::jsonb is null or headers @> $10) and ($11::jsonb is null or data @> $11)
        """;

    private const string Text = $"""
        {Select}
         where ($3::varchar is null or tenant_id = $3) and ($4::varchar is null or stream_id = $4)
           and {Conditions}
         order by seq_id
         limit $12
        """;

    // The versions of a stream ascend with the sequences, and the index on (tenant, stream, version) finds them.
    private const string OfStreamText = $"""
        {Select}
         where tenant_id = $3 and stream_id = $4
           and {Conditions}
         order by version
         limit $12
        """;

    /// <summary>
    /// In log order, page by page: memory stays flat, what is appended meanwhile is read, too, and no snapshot lives as long
    /// as a reader who takes hours.
    /// </summary>
    public async IAsyncEnumerable<StoredEvent> Read(EventRange range, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var isOneStream = range is { Tenant: not null, StreamId: not null };
        var next = range with { FromSequence = range.FromSequence ?? 1, FromVersion = range.FromVersion ?? 1 };
        var (left, size) = (range.Limit ?? long.MaxValue, (long)PageSize);
        while (left > 0)
        {
            var limit = Math.Min(left, size);
            var (page, isCut) = await Page(isOneStream ? OfStreamText : Text, next with { Limit = limit }, cancellation);
            foreach (var e in page)
                yield return e;
            if (page is not [.., var last] || (page.Count < limit && !isCut))
                yield break;
            left -= page.Count;
            // What lies behind the cut is sent and thrown away: the next page asks for what fits.
            size = isCut ? page.Count : Math.Min(PageSize, size * 2);
            next = isOneStream ? next with { FromVersion = last.Version + 1 } : next with { FromSequence = last.Sequence + 1 };
        }
    }

    /// <summary>
    /// As <see cref="Read"/>, and then what is appended from now on, for ever. A notification wakes it; the slow poll is
    /// there for the connection that broke without a word.
    /// </summary>
    public async IAsyncEnumerable<StoredEvent> Follow(EventRange range, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var listening = await db.OpenConnectionAsync(cancellation);
        await using (var listen = new NpgsqlCommand($"listen {Subscription.Channel}", listening))
            await listen.ExecuteNonQueryAsync(cancellation);
        while (true)
        {
            await foreach (var e in Read(range, cancellation))
            {
                yield return e;
                range = range with { FromSequence = e.Sequence + 1 };
            }
            await listening.WaitAsync(Poll, cancellation);
        }
    }

    /// <summary>The streams that there are, by tenant and id.</summary>
    /// <param name="tenant">Null is all.</param>
    /// <param name="streamId">Null is all.</param>
    public async Task<IReadOnlyList<StreamKey>> Streams(string? tenant, string? streamId, CancellationToken cancellation = default)
    {
        await using var command = db.CreateCommand("""
            select tenant_id, id from events.mt_streams
             where ($1::varchar is null or tenant_id = $1) and ($2::varchar is null or id = $2)
             order by tenant_id, id
            """);
        command.Parameters.AddRange(new[] { Name(tenant), Name(streamId) });
        var streams = new List<StreamKey>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            streams.Add(new(reader.GetString(0), reader.GetString(1)));
        return streams;
    }

    /// <returns>The page, and whether it was cut because its events are large.</returns>
    private async Task<(List<StoredEvent> Events, bool IsCut)> Page(string text, EventRange range, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(text);
        // A filter that few events meet goes through the whole log for one page of them.
        command.CommandTimeout = 0;
        command.Parameters.AddRange(new[]
        {
            Number(range.FromSequence), Number(range.ToSequence), Name(range.Tenant), Name(range.StreamId),
            Number(range.FromVersion), Number(range.ToVersion), Time(range.From), Time(range.To), Names(range.Types),
            Json(range.Headers), Json(range.Data), Number(range.Limit),
        });
        var (page, characters) = (new List<StoredEvent>(), 0);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            page.Add(Row(reader));
            characters += page[^1].Data.Length;
            if (characters >= PageCharacters)
                return (page, true);
        }
        return (page, false);
    }

    private static StoredEvent Row(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), new StreamKey(reader.GetString(1), reader.GetString(2)), reader.GetInt64(3), reader.GetGuid(4),
        reader.GetString(5), reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7),
        reader.IsDBNull(8) ? null : reader.GetString(8),
        reader.IsDBNull(9) ? null : reader.GetString(9),
        reader.IsDBNull(10) ? null : reader.GetString(10),
        reader.IsDBNull(11) ? null : reader.GetFieldValue<byte[]>(11),
        reader.IsDBNull(12) ? null : reader.GetFieldValue<byte[]>(12),
        reader.IsDBNull(13) ? [] : reader.GetFieldValue<byte[]>(13));

    private static NpgsqlParameter Number(long? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter Name(string? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };

    private static NpgsqlParameter Names(IReadOnlyList<string>? values) =>
        new() { Value = values?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };

    private static NpgsqlParameter Json(string? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Time(DateTimeOffset? value) =>
        new() { Value = value?.UtcDateTime ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
