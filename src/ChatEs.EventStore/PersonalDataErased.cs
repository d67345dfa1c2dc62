namespace ChatEs.EventStore;

/// <summary>
/// The trace of an erasure, the one event that the store itself knows: from its commit on, the events at
/// <paramref name="Sequences"/> have no personal part and no salt. The chain still proves them, by the digest kept.
/// </summary>
public sealed record PersonalDataErased(IReadOnlyList<long> Sequences)
{
    public const string StoredName = "personal_data_erased";
}
