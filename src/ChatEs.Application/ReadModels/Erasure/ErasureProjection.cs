using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Erasure;

/// <summary>
/// Blanks what erased events had written, to the very values that a replay gives, which meets those events without their
/// personal part. It finds the rows through the structural members of the events, and these are never erased; where an
/// event may have been overtaken by a later one, the row says which version it is from.
/// </summary>
internal sealed class ErasureProjection : IInlineProjection
{
    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Data is not PersonalDataErased erased)
                continue;
            var stream = events[i].Stream;
            long[] versions = [.. erased.Versions];
            foreach (var statement in ErasureSql.Of(stream.Id))
                batch.Add(statement, Sql.Text(stream.Tenant), Sql.Text(stream.Id), Sql.Numbers(versions));
        }
    }
}
