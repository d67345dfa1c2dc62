using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>What clients ask that page by leaving out a number of messages, and want to be told how many there are.</summary>
public sealed class MessageSearch(
    NpgsqlDataSource db, MessageQueries messages, GatheredMessages gathered, RoomQueries doors, HeldReads held)
{
    /// <summary>Of a row of <c>rooms r</c>.</summary>
    private const string Standing = """
        r.last_message - (
          select count(*) from messages x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.deleted_at is not null)
        """;

    private const string OfRoom = $"select ({Standing})::bigint from rooms r where r.tenant_id = $1 and r.number = $2";

    /// <summary>
    /// The newest messages of a room that the viewer may see, by number and oldest first. The cost grows with what is
    /// skipped. Viewer null is the tenant itself, which sees all.
    /// </summary>
    public async Task<IReadOnlyList<MessageView>> NewestOf(
        string tenant, UserNumber? viewer, RoomNumber room, MessageFilter? filter, int limit, int skip, CancellationToken cancellation)
    {
        if (skip == 0 && limit is > 0 and <= GatheredMessages.AtMost)
            return (await messages.Page(tenant, room, viewer, new PageRequest.Newest(limit), filter, cancellation))?.Messages ?? [];
        List<NpgsqlParameter> parameters =
        [
            Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(limit), Sql.Number(skip),
        ];
        var sql = $"""
            select {MessageColumns.Own}
            from rooms r
            cross join lateral (
              select x.* from messages x
              where x.tenant_id = r.tenant_id and x.room = r.number and x.deleted_at is null{MessageConditions.Of(filter, parameters)}
              order by x.number desc
              offset $5 limit $4) m
            where {VisibleRoomSql.Where}
            order by m.number
            """;
        return await gathered.Read(sql, parameters, tenant, viewer, cancellation);
    }

    /// <summary>With a filter they are counted one by one, and so not beyond this.</summary>
    public const int CountedAtMost = 1_000;

    /// <summary>
    /// How many messages stand in all rooms that the viewer is in, or in one that he may see. Without a filter the cost
    /// grows with the rooms and with what was deleted in them.
    /// </summary>
    /// <returns>Null with a filter that more than <see cref="CountedAtMost"/> meet.</returns>
    public async Task<long?> Count(
        string tenant, UserNumber? viewer, RoomNumber? room, MessageFilter? filter, CancellationToken cancellation)
    {
        if (room is { } one && filter is null)
            return await CountOf(tenant, viewer, one, cancellation);
        List<NpgsqlParameter> parameters = [Sql.Text(tenant), Sql.Number(room?.Value), Sql.Number(viewer?.Value)];
        var conditions = MessageConditions.Of(filter, parameters);
        var sql = Counting(RecentSql.Rooms(oneRoom: room is not null), conditions, oneRoom: room is not null);
        var count = (await db.Read(sql, [.. parameters], row => row.GetInt64(0), cancellation))[0];
        return conditions.Length > 0 && count > CountedAtMost ? null : count;
    }

    private static string Counting(string rooms, string conditions, bool oneRoom) => (conditions.Length, oneRoom) switch
    {
        (0, _) => $"select coalesce(sum({Standing}), 0)::bigint from ({rooms}) w join rooms r on r.tenant_id = $1 and r.number = w.room",
        // Where nothing was deleted, times alone are counted in their index, without a look at any message.
        (_, true) => $"""
            select case
              when exists (select from messages d where d.tenant_id = $1 and d.room = w.room and d.deleted_at is not null)
              then (select count(*) from ({Found(conditions, StandsStill)}) x)
              else (select count(*) from ({Found(conditions, "")}) x) end
            from (select coalesce(({rooms}), 0) as room) w
            """,
        _ => $"select count(*) from (select from ({rooms}) w cross join lateral ({Found(conditions, StandsStill)}) x limit {CountedAtMost + 1}) c",
    };

    private const string StandsStill = " and x.deleted_at is null";

    private static string Found(string conditions, string standing) =>
        $"select from messages x where x.tenant_id = $1 and x.room = w.room{standing}{conditions} limit {CountedAtMost + 1}";

    /// <summary>Held for all who may see it.</summary>
    private async Task<long> CountOf(string tenant, UserNumber? viewer, RoomNumber room, CancellationToken cancellation)
    {
        var now = await held.Now(cancellation);
        if (!await doors.IsVisible(now, tenant, room, viewer, cancellation))
            return 0;
        var counted = await held.Get(
            now, new CountPlace(tenant, room.Value),
            () => db.ReadOne(OfRoom, [Sql.Text(tenant), Sql.Number(room.Value)], row => new Counted(row.GetInt64(0)), cancellation),
            _ => Sources.Of(room, RoomParts.Messages));
        return counted!.Messages;
    }

    private sealed record CountPlace(string Tenant, long Room);

    private sealed record Counted(long Messages);
}
