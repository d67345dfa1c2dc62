using System.Buffers;
using System.Runtime.CompilerServices;
using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing;

/// <summary>Which part of the log.</summary>
/// <param name="From">The first sequence; null begins with the <paramref name="Last"/> newest events.</param>
/// <param name="Type">A stored name, as in docs/events.md.</param>
public sealed record LogRange(string? Tenant = null, string? Type = null, long? From = null, int Last = 10);

/// <summary>A stream that is not as it was written, and the first thing that is wrong with it.</summary>
/// <param name="Sequence">0 where it is the stream's own row.</param>
public sealed record TamperedStream(string Tenant, string Stream, long Version, long Sequence, string Problem);

public sealed record ChainReport(long Streams, IReadOnlyList<TamperedStream> Tampered);

/// <summary>How many streams have been verified, of how many.</summary>
public sealed record ChainProgress(long Verified, long Streams);

/// <summary>The log as evidence: its events as lines, and the proof that they are as they were written.</summary>
public sealed class AuditLog(StoredEvents events, ChainVerifier verifier, LogReader log)
{
    /// <summary>Whether there is such a stream; of everything, always.</summary>
    public async Task<bool> Has(AuditScope scope, CancellationToken cancellation) =>
        scope.StreamId is null || await events.Streams(scope.Tenant, scope.StreamId, cancellation) is not [];

    /// <summary>
    /// What happened, up to the newest event of this moment: an <see cref="AuditLine"/> an event, in the order of the log. The
    /// bytes are good until the next one is asked for. Whoever breaks off goes on with the sequence after the last one he got.
    /// </summary>
    /// <remarks>
    /// Versions are found by the index; of a stream everything else is looked for in that stream, of everything in the log:
    /// the cost is linear in it.
    /// </remarks>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Replay(
        AuditScope scope, EventFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var newest = await log.LastSequence(cancellation);
        var range = new EventRange(
            scope.Tenant, scope.StreamId, filter.FromVersion, filter.ToVersion, filter.FromSequence,
            Math.Min(filter.ToSequence ?? newest, newest), filter.From, filter.To, filter.Types,
            filter.User is { } user ? $$"""{"user":{{user.Value}}}""" : null, Limit: filter.Limit);
        await foreach (var line in Lines(events.Read(range, cancellation), cancellation))
            yield return line;
    }

    /// <summary>The log from a place on, an <see cref="AuditLine"/> an event. The bytes are good until the next one is asked for.</summary>
    /// <param name="follow">Goes on with what is appended, for ever.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Tail(
        LogRange range, bool follow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = range.From ?? Math.Max(1, await log.LastSequence(cancellation) - Math.Max(0, range.Last) + 1);
        var wanted = new EventRange(range.Tenant, FromSequence: from, Types: range.Type is { } type ? [type] : null);
        await foreach (var line in Lines(follow ? events.Follow(wanted, cancellation) : events.Read(wanted, cancellation), cancellation))
            yield return line;
    }

    /// <summary>Recomputes the hash chain of every stream, or of one tenant's or room's.</summary>
    /// <param name="room">Null is all; else a tenant is named, too.</param>
    public async Task<ChainReport> Verify(string? tenant, RoomNumber? room, IProgress<ChainProgress>? progress, CancellationToken cancellation)
    {
        var streams = await events.Streams(tenant, room is { } number ? RoomFamily.StreamId(number) : null, cancellation);
        var tampered = new List<TamperedStream>();
        for (var i = 0; i < streams.Count; i++)
        {
            if (await verifier.Verify(streams[i], cancellation) is { } fault)
                tampered.Add(new(fault.Stream.Tenant, fault.Stream.Id, fault.Version, fault.Sequence, fault.Problem));
            progress?.Report(new(i + 1, streams.Count));
        }
        return new(streams.Count, tampered);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(
        IAsyncEnumerable<StoredEvent> stored, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var line = new ArrayBufferWriter<byte>(4096);
        await foreach (var e in stored.WithCancellation(cancellation))
        {
            line.ResetWrittenCount();
            AuditLine.Write(line, e);
            yield return line.WrittenMemory;
        }
    }
}
