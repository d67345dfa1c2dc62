using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// Posts, then comments counted, edits and deletions, whatever their order in the batch was: an edit that came after the
/// deletion was left out before, and nothing else depends on it.
/// </summary>
internal sealed class MessageProjection : IInlineProjection
{
    private const string AddComments = """
        update messages m
        set comments = m.comments + c.comments
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as c(tenant_id, room, number, comments)
        where m.tenant_id = c.tenant_id and m.room = c.room and m.number = c.number
        """;

    private const string Edit = """
        update messages m
        set text = e.text, markup = e.markup, edited_at = e.edited_at, edit_version = e.version
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[])
          as e(tenant_id, room, number, text, markup, edited_at, version)
        where m.tenant_id = e.tenant_id and m.room = e.room and m.number = e.number and m.deleted_at is null
        """;

    // Before the deletions: it asks which of the comments still stand.
    private const string TakeDeletedComments = """
        update messages p
        set comments = p.comments - c.gone
        from (
          select m.tenant_id, m.room, m.parent, count(*) as gone
          from unnest($1::text[], $2::bigint[], $3::bigint[]) as d(tenant_id, room, number)
          join messages m on m.tenant_id = d.tenant_id and m.room = d.room and m.number = d.number
          where m.parent is not null and m.deleted_at is null
          group by m.tenant_id, m.room, m.parent) c
        where p.tenant_id = c.tenant_id and p.room = c.room and p.number = c.parent
        """;

    private const string MarkDeleted = """
        with gone as (
          update messages m
          set text = '', session = null, media_url = null, links = null, payload_type = null, payload = null, extras = null,
            attachments = 0, reactions = 0, deleted_at = d.deleted_at
          from unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as d(tenant_id, room, number, deleted_at)
          where m.tenant_id = d.tenant_id and m.room = d.room and m.number = d.number and m.deleted_at is null
          returning m.tenant_id, m.room, m.countable
        )
        update rooms r
        set deleted = r.deleted + g.deleted
        from (select tenant_id, room, count(*) as deleted from gone where countable group by tenant_id, room) g
        where r.tenant_id = g.tenant_id and r.number = g.room
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        var changes = MessageChanges.Of(events);
        if (changes.Posts > 0)
            Insert(events, changes.Posts, batch);
        if (changes.Comments.Count > 0)
            batch.Add(AddComments, [.. Keys(changes.Comments.Keys), Sql.Numbers([.. changes.Comments.Values])]);
        if (changes.Edits.Count > 0)
            Change(changes.Edits, batch);
        if (changes.Deletions.Count > 0)
        {
            batch.Add(TakeDeletedComments, Keys(changes.Deletions.Keys));
            batch.Add(MarkDeleted, [.. Keys(changes.Deletions.Keys), Sql.Times([.. changes.Deletions.Values])]);
        }
    }

    /// <summary>$1 to $3 of the statements about messages.</summary>
    public static NpgsqlParameter[] Keys(IReadOnlyCollection<MessageKey> keys) =>
    [
        Sql.Texts([.. keys.Select(k => k.Tenant)]),
        Sql.Numbers([.. keys.Select(k => k.Room)]),
        Sql.Numbers([.. keys.Select(k => k.Number)]),
    ];

    private static void Insert(IReadOnlyList<Event> events, int posts, NpgsqlBatch batch)
    {
        var columns = new PostedColumns(posts);
        for (var i = events.Count - 1; i >= 0; i--)
        {
            if (events[i].Data is MessagePosted message)
                columns.Prepend(events[i], message);
        }

        batch.Add(columns.Insert, columns.Parameters());
    }

    private static void Change(Dictionary<MessageKey, (Event Event, MessageEdited Edit)> edits, NpgsqlBatch batch) => batch.Add(
        Edit,
        [
            .. Keys(edits.Keys),
            Sql.Texts([.. edits.Values.Select(e => e.Edit.Personal?.Text ?? Erased.Text)]),
            Sql.Texts([.. edits.Values.Select(e => Rooms.RoomWords.Of(e.Edit.Markup))]),
            Sql.Times([.. edits.Values.Select(e => (e.Edit.Personal?.ClaimedAt ?? e.Event.Timestamp).UtcDateTime)]),
            Sql.Numbers([.. edits.Values.Select(e => e.Event.Version)]),
        ]);
}
