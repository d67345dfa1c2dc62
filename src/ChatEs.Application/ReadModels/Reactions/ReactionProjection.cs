using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Reactions;

/// <summary>
/// Runs after the messages: who was deleted in the batch keeps none and gets none. Which reaction an erased event added
/// nobody knows: none is added. Which one it removed nobody knows either: it takes all that its user had put on the
/// message, since one that he took back must not come to light again.
/// </summary>
internal sealed class ReactionProjection : IInlineProjection
{
    private const string DeleteAll = """
        delete from reactions x
        using unnest($1::text[], $2::bigint[], $3::bigint[]) as d(tenant_id, room, number)
        where x.tenant_id = d.tenant_id and x.room = d.room and x.number = d.number
        """;

    private const string Remove = """
        with gone as (
          delete from reactions x
          using unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) as r(tenant_id, room, number, user_no, emoji)
          where x.tenant_id = r.tenant_id and x.room = r.room and x.number = r.number and x.user_no = r.user_no
            and x.emoji = coalesce(r.emoji, x.emoji)
          returning x.tenant_id, x.room, x.number)
        update messages m
        set reactions = m.reactions - g.reactions
        from (select tenant_id, room, number, count(*) as reactions from gone group by tenant_id, room, number) g
        where m.tenant_id = g.tenant_id and m.room = g.room and m.number = g.number
        """;

    private const string Insert = """
        with added as (
          insert into reactions (tenant_id, room, number, user_no, emoji, reacted_at, version)
          select a.*
          from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[], $7::bigint[])
            as a(tenant_id, room, number, user_no, emoji, reacted_at, version)
          join messages m on m.tenant_id = a.tenant_id and m.room = a.room and m.number = a.number and m.deleted_at is null
          on conflict (tenant_id, room, number, emoji, user_no) do nothing
          returning tenant_id, room, number)
        update messages m
        set reactions = m.reactions + n.reactions
        from (select tenant_id, room, number, count(*) as reactions from added group by tenant_id, room, number) n
        where m.tenant_id = n.tenant_id and m.room = n.room and m.number = n.number
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        Dictionary<Key, Event> added = [];
        HashSet<Key> removed = [];
        HashSet<MessageKey> deleted = [];
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case ReactionAdded { Personal: { } personal } addition:
                    added.TryAdd(new(MessageKey.Of(e, addition.Number.Value), addition.User.Value, personal.Emoji), e);
                    break;
                case ReactionRemoved removal:
                    var gone = new Key(MessageKey.Of(e, removal.Number.Value), removal.User.Value, removal.Personal?.Emoji);
                    removed.Add(gone);
                    foreach (var key in added.Keys.Where(gone.Covers).ToList())
                        added.Remove(key);
                    break;
                case MessageDeleted deletion:
                    deleted.Add(MessageKey.Of(e, deletion.Number.Value));
                    break;
            }
        }

        if (deleted.Count > 0)
            batch.Add(DeleteAll, MessageProjection.Keys(deleted));
        if (removed.Count > 0)
            batch.Add(Remove, Keys(removed));
        if (added.Count > 0)
            batch.Add(Insert, [.. Keys(added.Keys), Sql.Times([.. added.Values.Select(e => e.Timestamp.UtcDateTime)]), Sql.Numbers([.. added.Values.Select(e => e.Version)])]);
    }

    private static NpgsqlParameter[] Keys(IReadOnlyCollection<Key> keys) =>
    [
        .. MessageProjection.Keys([.. keys.Select(k => k.Message)]),
        Sql.Numbers([.. keys.Select(k => k.User)]),
        Sql.Texts([.. keys.Select(k => k.Emoji)]),
    ];

    /// <param name="Emoji">Null for a removal of which it was erased.</param>
    private readonly record struct Key(MessageKey Message, long User, string? Emoji)
    {
        public bool Covers(Key other) =>
            Message == other.Message && User == other.User && (Emoji is null || Emoji == other.Emoji);
    }
}
