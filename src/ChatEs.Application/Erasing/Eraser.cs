using ChatEs.Application.Commands;
using ChatEs.EventStore;
using ChatEs.EventStore.Appending;
using Npgsql;

namespace ChatEs.Application.Erasing;

/// <summary>Erases events of one stream, as many at a time as one trace may name, with the headers that every command has.</summary>
public sealed class Eraser(PostgresEventStore store, RoomFamily rooms, UserFamily users)
{
    /// <param name="versions">In the order in which they are to go; none does nothing.</param>
    /// <param name="last">More commands for the transaction that erases the last of them.</param>
    /// <param name="progress">Is told how many more are gone.</param>
    public async Task Erase(
        string stream, IEnumerable<long> versions, CommandContext context, Action<NpgsqlBatch>? last, IProgress<int>? progress,
        CancellationToken cancellation)
    {
        var key = new StreamKey(context.Caller.Tenant, stream);
        var metadata = new EventMetadata(context.CorrelationId, null, context.Caller.Headers);
        StreamFamily family = stream.StartsWith("room-", StringComparison.Ordinal) ? rooms : users;
        var chunks = versions.Distinct().Chunk(PersonalDataErased.MostVersions).ToList();
        for (var i = 0; i < chunks.Count; i++)
        {
            await store.ErasePersonal(key, family, chunks[i], metadata, i == chunks.Count - 1 ? last : null, cancellation);
            progress?.Report(chunks[i].Length);
        }
    }
}
