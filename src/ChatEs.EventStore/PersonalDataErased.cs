namespace ChatEs.EventStore;

/// <summary>
/// The trace of an erasure, the one event that the store itself knows: from its commit on, the events of its own stream
/// at <paramref name="Versions"/> have no personal part and no salt. The chain still proves them, by the digest kept.
/// </summary>
public sealed record PersonalDataErased(IReadOnlyList<long> Versions)
{
    public const string StoredName = "personal_data_erased";

    /// <summary>An event names no more: it is one row, and the head of the log is held while the named ones are written anew.</summary>
    public const int MostVersions = 1_000;
}
