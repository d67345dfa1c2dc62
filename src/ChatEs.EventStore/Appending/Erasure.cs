using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>An append of the trace of an erasure, with the erasure itself in its transaction.</summary>
internal sealed class Erasure(
    StreamKey stream, StreamFamily family, IReadOnlyList<long> versions, EventMetadata metadata, Action<NpgsqlBatch>? also) : IDecider
{
    public StreamKey Stream => stream;

    public StreamFamily Family => family;

    public bool StartsStream => false;

    public EventMetadata Metadata => metadata;

    public bool Knows(object state) => true;

    /// <summary>It closes the batch: the guard looks at the newest erasure of the stream, which must be this one.</summary>
    public Decided Decide(object state, long version, DateTimeOffset now)
    {
        foreach (var named in versions)
        {
            if (named < 1 || named > version)
                throw new ArgumentOutOfRangeException(nameof(versions), named, $"Stream {stream} is at version {version}.");
        }
        return new Decided([new PersonalDataErased(versions)], null) { Also = Erase, ClosesBatch = true };
    }

    private void Erase(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select events.erase_personal($1, $2, $3)")
        {
            Parameters = { new() { Value = stream.Tenant }, new() { Value = stream.Id }, new() { Value = versions.ToArray() } },
        });
        also?.Invoke(batch);
    }
}
