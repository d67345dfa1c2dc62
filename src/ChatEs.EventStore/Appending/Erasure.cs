using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>The answer to an erasure that names what is not there, in a stream that is at <paramref name="Newest"/>.</summary>
internal sealed record NoSuchVersion(long Named, long Newest);

/// <summary>An append of the trace of an erasure, with the erasure itself in its transaction.</summary>
internal sealed class Erasure(
    StreamKey stream, StreamFamily family, IReadOnlyList<long> versions, EventMetadata metadata, Action<NpgsqlBatch>? also) : IDecider
{
    public StreamKey Stream => stream;

    public StreamFamily Family => family;

    public bool StartsStream => false;

    public EventMetadata Metadata => metadata;

    public bool Knows(object state) => true;

    /// <summary>
    /// It closes the batch: the guard looks at the newest event of the stream, which must be this one. A version that is not
    /// there is an answer, which is checked at the newest version, and no exception: the stream may be known too old here.
    /// </summary>
    public Decided Decide(object state, long version, DateTimeOffset now)
    {
        foreach (var named in versions)
        {
            if (named < 1 || named > version)
                return new Decided([], new NoSuchVersion(named, version));
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
