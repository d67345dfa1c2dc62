using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// Across rooms, by the time shown: each room's newest are found by its index of times, and the newest of those are the
/// answer. $1 tenant, $2 room, $3 viewer, $4 how many, $5 how many to leave out first.
/// </summary>
internal static class RecentSql
{
    private const string AllOfHis = "select m.room from members m where m.tenant_id = $1 and m.user_no = $3 and m.active";

    private const string OneRoom = $"select r.number as room from rooms r where {VisibleRoomSql.Where}";

    /// <summary>Those that are looked into; $1 tenant, $2 room, $3 viewer.</summary>
    public static string Rooms(bool oneRoom) => oneRoom ? OneRoom : AllOfHis;

    public static string Of(string conditions, bool oneRoom, bool ascending) => (oneRoom, ascending) switch
    {
        (true, true) => OfOneRoom(conditions, "asc"),
        (true, false) => OfOneRoom(conditions, "desc"),
        (false, true) => OfAll(conditions, "asc"),
        (false, false) => OfAll(conditions, "desc"),
    };

    // In no order, as every page of one room (MessageSql.OneSided).
    private static string OfOneRoom(string conditions, string direction) => $"""
        select {MessageColumns.Own}
        from ({OneRoom}) w
        cross join lateral (
          select x.* from messages x
          where x.tenant_id = $1 and x.room = w.room and x.deleted_at is null{conditions}
          order by x.shown_at {direction}, x.number {direction}
          offset $5 limit $4) m
        """;

    private static string OfAll(string conditions, string direction) => $"""
        with page as (
          select p.room, p.number
          from ({AllOfHis}) w
          cross join lateral (
            select x.room, x.number, x.shown_at from messages x
            where x.tenant_id = $1 and x.room = w.room and x.deleted_at is null{conditions}
            order by x.shown_at {direction}, x.number {direction}
            limit $4 + $5) p
          order by p.shown_at {direction}, p.room {direction}, p.number {direction}
          offset $5 limit $4)
        select {MessageColumns.Own}
        from page p
        join messages m on m.tenant_id = $1 and m.room = p.room and m.number = p.number
        order by m.shown_at {direction}, m.room {direction}, m.number {direction}
        """;
}
