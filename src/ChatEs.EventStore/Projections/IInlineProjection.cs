using Npgsql;

namespace ChatEs.EventStore.Projections;

/// <summary>
/// Keeps rows in step with the log inside the appending transaction. It receives the events of a whole batch, in
/// log order, and adds set-based commands; they run after the events are stored and after the commands of the
/// projections registered before it. It may use the events and their metadata only: no clock, no random number, no
/// other service, else a rebuild gives other rows. All table names are unqualified: the search path of the
/// connection decides between the live schema and a shadow.
/// </summary>
public interface IInlineProjection
{
    void Project(IReadOnlyList<Event> events, NpgsqlBatch batch);
}
