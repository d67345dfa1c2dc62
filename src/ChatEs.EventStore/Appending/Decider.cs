using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>One command on its way to the log, as the store sees it.</summary>
public interface IDecider
{
    StreamKey Stream { get; }

    StreamFamily Family { get; }

    /// <summary>The stream is new by the nature of the command: no state needs to be loaded first.</summary>
    bool StartsStream { get; }

    EventMetadata Metadata { get; }

    /// <summary>Whether the state knows every point that <see cref="Decide"/> asks about.</summary>
    bool Knows(object state);

    /// <summary>
    /// Pure, and called again whenever the world has moved: on a fresher state, with a later time. It runs in the
    /// writer's loop, so it must be quick and may not block.
    /// </summary>
    /// <param name="state">The state at the newest version, this batch's earlier commands included.</param>
    /// <param name="version">The version that the state is of; 0 for a stream that does not exist.</param>
    /// <param name="now">UTC in whole microseconds, not before the stream's last event.</param>
    Decided Decide(object state, long version, DateTimeOffset now);
}

/// <summary>What a decider wants to be stored. No events = a refusal or nothing to do; that answer is checked, too.</summary>
/// <param name="Answer">Handed back to the caller after the commit, untouched.</param>
public sealed record Decided(IReadOnlyList<object> Events, object? Answer)
{
    /// <summary>Names that must be unique; when one is taken nothing of this command is stored.</summary>
    public IReadOnlyList<NameReservation> Reservations { get; init; } = [];

    /// <summary>Names that the stream had and gives up. They are free for the next batch, not for this one.</summary>
    public IReadOnlyList<NameReservation> Releases { get; init; } = [];

    /// <summary>Written with the events, so that a retry finds the answer even after a crash.</summary>
    public IdempotencyRecord? Record { get; init; }

    /// <summary>More commands for the appending transaction, run after the events are stored.</summary>
    public Action<NpgsqlBatch>? Also { get; init; }

    /// <summary>No other command follows this one in its batch.</summary>
    public bool ClosesBatch { get; init; }
}

/// <summary>(<paramref name="Kind"/>, <paramref name="Key"/>) belongs to <paramref name="Owner"/> within the stream's tenant.</summary>
public sealed record NameReservation(string Kind, string Key, string Owner);

/// <summary>An answered request: who asked, by which route, under which key; the request's digest and the result as JSON.</summary>
public sealed record IdempotencyRecord(IdempotencyKey Key, byte[] Digest, string Result);

public sealed record IdempotencyKey(string Tenant, string Principal, string Route, string Key);

public enum AppendStatus
{
    /// <summary>Committed; or nothing was to be stored, and that was true at the newest version.</summary>
    Done,

    /// <summary>A name is taken; <see cref="AppendResult.Owner"/> has it.</summary>
    Taken,

    /// <summary>The idempotency key has a record already.</summary>
    Repeated,
}

/// <param name="Sequence">The place in the log of the command's last event; 0 when it has none.</param>
/// <param name="Version">The stream's version after the command.</param>
public sealed record AppendResult(AppendStatus Status, object? Answer, long Version, long Sequence)
{
    internal static readonly AppendResult Repeated = new(AppendStatus.Repeated, null, 0, 0);

    public NameReservation? Wanted { get; init; }

    public string? Owner { get; init; }

    internal static AppendResult Taken(NameReservation wanted, string owner) =>
        new(AppendStatus.Taken, null, 0, 0) { Wanted = wanted, Owner = owner };
}
