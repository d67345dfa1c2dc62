using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Presences;

/// <summary>
/// A row for each joining, closed by the leaving. Rooms already hold the number of the last message of the batch: what
/// the batch posts after an act is taken off. First come the joinings of whom the batch has not spoken before, where they are
/// not in; then the presences of before are closed; then come the joinings after a leaving, which must not be closed by it.
/// </summary>
internal sealed class PresenceProjection : IInlineProjection
{
    private const string Close = """
        update presences p
        set until = r.last_message - c.posts_after, left_at = c.left_at
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[])
          as c(tenant_id, room, user_no, posts_after, left_at)
        join rooms r on r.tenant_id = c.tenant_id and r.number = c.room
        where p.tenant_id = c.tenant_id and p.room = c.room and p.user_no = c.user_no and p.until is null
        """;

    private const string Open = """
        insert into presences (tenant_id, room, user_no, version, after, until, joined_at, left_at)
        select c.tenant_id, c.room, c.user_no, c.version, r.last_message - c.posts_after_joining,
          r.last_message - c.posts_after_leaving, c.joined_at, c.left_at
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::timestamptz[])
          as c(tenant_id, room, user_no, version, posts_after_joining, posts_after_leaving, joined_at, left_at)
        join rooms r on r.tenant_id = c.tenant_id and r.number = c.room
        where not exists (
          select from presences p where p.tenant_id = c.tenant_id and p.room = c.room and p.user_no = c.user_no and p.until is null)
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        if (PresenceFold.Of(events) is not { } fold)
            return;
        Insert(fold, [.. fold.Opened.Where(o => o.First)], batch);
        if (fold.Closed is { Count: > 0 } closed)
        {
            batch.Add(
                Close,
                Sql.Texts([.. closed.Select(c => c.Tenant)]),
                Sql.Numbers([.. closed.Select(c => c.Room)]),
                Sql.Numbers([.. closed.Select(c => c.User)]),
                Sql.Numbers([.. closed.Select(c => fold.PostedAfter(c.Room, c.Left))]),
                Sql.Times([.. closed.Select(c => c.Left.At)]));
        }
        Insert(fold, [.. fold.Opened.Where(o => !o.First)], batch);
    }

    private static void Insert(PresenceFold fold, OpenedPresence[] opened, NpgsqlBatch batch)
    {
        if (opened.Length == 0)
            return;

        batch.Add(
            Open,
            Sql.Texts([.. opened.Select(o => o.Tenant)]),
            Sql.Numbers([.. opened.Select(o => o.Room)]),
            Sql.Numbers([.. opened.Select(o => o.User)]),
            Sql.Numbers([.. opened.Select(o => o.Version)]),
            Sql.Numbers([.. opened.Select(o => fold.PostedAfter(o.Room, o.Joined))]),
            Sql.Numbers([.. opened.Select(o => o.Left is { } left ? fold.PostedAfter(o.Room, left) : (long?)null)]),
            Sql.Times([.. opened.Select(o => o.Joined.At)]),
            Sql.Times([.. opened.Select(o => o.Left?.At)]));
    }
}
