using System.Runtime.InteropServices;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Members;

/// <summary>
/// Two statements: joins, leaves, rights and pins, then the authors' own counts. A joining of a private room sets accounted to the
/// room's count at that moment; what he has himself posted in the batch before it is taken off first, since the second
/// statement adds all his posts of the batch. What others mark as seen is added by the receipts.
/// </summary>
internal sealed class MemberProjection : IInlineProjection
{
    private const string ChangeMemberships = """
        with change as (
          select c.*, coalesce(m.active, false) as was_in, m.user_no is not null as known,
            c.joined_at is not null and (c.rejoined or m.active is not true) as joins,
            m.moderator as had_moderator, m.pinned_at as had_pinned_at, m.joined_at as had_joined_at, m.floor as had_floor, m.accounted as had_accounted,
            r.visibility = 'private' as is_private, r.last_message - c.posts_after as floor_now,
            r.countable - c.countable_after - c.own_before as accounted_now
          from unnest($1::text[], $2::bigint[], $3::bigint[], $4::boolean[], $5::boolean[], $6::boolean[], $7::boolean[],
              $8::boolean[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::bigint[], $13::bigint[], $14::bigint[])
            as c(tenant_id, room, user_no, active, rejoined, moderator_if_in, moderator_if_out,
              pins_if_in, pin_if_in, pin_if_out, joined_at, posts_after, countable_after, own_before)
          join rooms r on r.tenant_id = c.tenant_id and r.number = c.room
          left join members m on m.tenant_id = c.tenant_id and m.room = c.room and m.user_no = c.user_no
        ), written as (
          insert into members as m (
            tenant_id, room, user_no, active, moderator, pinned_at, joined_at, floor, accounted, own, seen_through)
          select tenant_id, room, user_no, coalesce(active, was_in),
            case when was_in then coalesce(moderator_if_in, had_moderator) else moderator_if_out end,
            case when not was_in then pin_if_out when pins_if_in then pin_if_in else had_pinned_at end,
            case when joins then joined_at else had_joined_at end,
            case when not joins then had_floor when is_private then floor_now when known then had_floor else 0 end,
            case when not joins then had_accounted when is_private then accounted_now when known then had_accounted else 0 end,
            0, 0
          from change
          where known or joins
          on conflict (tenant_id, room, user_no) do update
          set active = excluded.active, moderator = excluded.moderator, pinned_at = excluded.pinned_at,
            joined_at = excluded.joined_at, floor = excluded.floor, accounted = excluded.accounted
        ), counted as (
          select tenant_id, room, sum(coalesce(active, was_in)::int - was_in::int) as more
          from change
          where known or joins
          group by tenant_id, room
        )
        update rooms r
        set member_count = r.member_count + c.more
        from counted c
        where r.tenant_id = c.tenant_id and r.number = c.room and c.more <> 0
        """;

    private const string AddOwnPosts = """
        update members m
        set own = m.own + p.posts, accounted = m.accounted + p.posts
        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as p(tenant_id, room, user_no, posts)
        where m.tenant_id = p.tenant_id and m.room = p.room and m.user_no = p.user_no
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        Memberships(events, batch);
        OwnPosts(events, batch);
    }

    private static void Memberships(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        if (!AnyMembership(events))
            return;

        var fold = new MembershipFold();
        foreach (var e in events)
            fold.Apply(e);

        var changes = fold.Changes;
        batch.Add(
            ChangeMemberships,
            Sql.Texts([.. changes.Select(c => c.Tenant)]),
            Sql.Numbers([.. changes.Select(c => c.Room)]),
            Sql.Numbers([.. changes.Select(c => c.User)]),
            Sql.Flags([.. changes.Select(c => c.Active)]),
            Sql.Flags([.. changes.Select(c => c.Rejoined)]),
            Sql.Flags([.. changes.Select(c => c.ModeratorIfIn)]),
            Sql.Flags([.. changes.Select(c => c.ModeratorIfOut)]),
            Sql.Flags([.. changes.Select(c => c.PinsIfIn)]),
            Sql.Times([.. changes.Select(c => c.PinIfIn)]),
            Sql.Times([.. changes.Select(c => c.PinIfOut)]),
            Sql.Times([.. changes.Select(c => c.Joined?.At)]),
            Sql.Numbers([.. changes.Select(c => fold.PostedIn(c.Room).Posts - c.Joined?.PostsBefore)]),
            Sql.Numbers([.. changes.Select(c => fold.PostedIn(c.Room).Countable - c.Joined?.CountableBefore)]),
            Sql.Numbers([.. changes.Select(c => c.Joined?.OwnBefore)]));
    }

    private static bool AnyMembership(IReadOnlyList<Event> events)
    {
        foreach (var e in events)
        {
            if (MembershipFold.IsMembership(e.Data))
                return true;
        }

        return false;
    }

    private static void OwnPosts(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        var posts = new Dictionary<(long Room, long User), (string Tenant, long Posts)>();
        foreach (var e in events)
        {
            if (e.Data is not MessagePosted { IsCountable: true, Author: { } author })
                continue;

            ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(posts, (RoomStream.RoomOf(e), author.Value), out _);
            own = (e.Stream.Tenant, own.Posts + 1);
        }

        if (posts.Count == 0)
            return;

        var tenants = new string[posts.Count];
        var rooms = new long[posts.Count];
        var users = new long[posts.Count];
        var counts = new long[posts.Count];
        var i = 0;
        foreach (var ((room, user), own) in posts)
        {
            (tenants[i], rooms[i], users[i], counts[i]) = (own.Tenant, room, user, own.Posts);
            i++;
        }

        batch.Add(AddOwnPosts, Sql.Texts(tenants), Sql.Numbers(rooms), Sql.Numbers(users), Sql.Numbers(counts));
    }
}
