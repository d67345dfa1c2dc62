using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Erasure;

/// <summary>
/// Blanks what erased events had written, to the very values that a replay gives, which meets those events without their
/// personal part. It finds the rows through the structural members of the events, and these are never erased.
/// </summary>
internal sealed class ErasureProjection : IInlineProjection
{
    private const string Messages = """
        update messages m set text = '', claimed_at = null, shown_at = m.posted_at
          from events.mt_events e
         where e.seq_id = any ($2) and e.tenant_id = $1 and e.type = 'message_posted'
           and m.tenant_id = $1 and m.room = substr(e.stream_id, 6)::bigint and m.number = (e.data ->> 'number')::bigint
        """;

    private const string Users = """
        update users u set external_id = 'erased-' || u.number, username = ''
          from events.mt_events e
         where e.seq_id = any ($2) and e.tenant_id = $1 and e.type = 'user_registered'
           and u.tenant_id = $1 and u.number = (e.data ->> 'user')::bigint
        """;

    private const string Rooms = """
        update rooms r set name = '', key = null
          from events.mt_events e
         where e.seq_id = any ($2) and e.tenant_id = $1 and e.type = 'room_created'
           and r.tenant_id = $1 and r.number = (e.data ->> 'room')::bigint
        """;

    private const string Tenants = """
        update tenants t set name = ''
          from events.mt_events e
         where e.seq_id = any ($2) and e.tenant_id = $1 and e.type = 'tenant_created' and t.id = $1
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Data is not PersonalDataErased erased)
                continue;
            long[] sequences = [.. erased.Sequences];
            foreach (var statement in (ReadOnlySpan<string>)[Messages, Users, Rooms, Tenants])
                batch.Add(statement, Sql.Text(events[i].Stream.Tenant), Sql.Numbers(sequences));
        }
    }
}
