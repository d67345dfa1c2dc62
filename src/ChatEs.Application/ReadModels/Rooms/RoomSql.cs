using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Receipts;
using Npgsql;

namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>
/// A query of rooms is <see cref="Select"/>, a subselect of its own that gives rows <c>s</c> of a room and the viewer's
/// membership of it, and <see cref="Joined"/>. $1 is the tenant.
/// </summary>
internal static class RoomSql
{
    public const string Select = $"""
        select s.room, s.kind, s.visibility, s.creator, s.name, s.key, s.created_at, s.last_message, s.member_count,
          s.last_activity_at, case when s.user_no is not null then {UnreadSql.Of} end,
          s.description, s.options, s.updated_at, s.archived_at, s.pinned_at,
          case when s.user_no is not null then coalesce(s.moderator, false) end,
          coalesce(n.number, l.number), coalesce(n.shown_at, l.shown_at), {AvatarSql.Columns}
        """;

    /// <summary>The first column after those of the view.</summary>
    public const int Next = 27;

    // The newest of the main thread nearly always is the newest of all, one probe; to look for it from the end reads a page
    // of the index for each room.
    public const string Joined = """
        left join avatars a on a.tenant_id = s.tenant_id and a.owner_kind = 'room' and a.owner = s.room
        left join messages n on n.tenant_id = s.tenant_id and n.room = s.room and n.number = s.last_message
          and n.parent is null and n.deleted_at is null
        left join lateral (
          select x.number, x.shown_at from messages x
          where n.number is null and x.tenant_id = s.tenant_id and x.room = s.room and x.parent is null and x.deleted_at is null
          order by x.number desc
          limit 1) l on true
        """;

    public const string Membership = "m.accounted, m.floor, m.seen_through, m.pinned_at, m.moderator";

    /// <summary>Over <c>members m</c> and <c>rooms r</c>: what $2 may list of his own, $3 to $5 being the filter.</summary>
    public const string Listed = """
        m.tenant_id = $1 and m.user_no = $2 and m.active
        and ($3::text[] is null or r.kind = any ($3))
        and ($4::boolean is null or (r.archived_at is not null) = $4)
        and ($5::boolean is null or (m.pinned_at is not null) = $5)
        """;

    /// <summary>$3 to $5 of <see cref="Listed"/>.</summary>
    public static NpgsqlParameter[] Parameters(RoomFilter? filter) =>
    [
        filter?.Kinds is { } kinds ? Sql.Texts([.. kinds.Select(RoomWords.Of)]) : Sql.NoTexts(),
        Sql.Flag(filter?.Archived),
        Sql.Flag(filter?.Pinned),
    ];

    public static RoomView View(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)),
        RoomWords.Kind(row.GetString(1)),
        RoomWords.Visibility(row.GetString(2)),
        row.LongOrNull(3) is { } creator ? new(creator) : null,
        row.GetString(4),
        row.TextOrNull(5),
        row.At(6),
        new(row.GetInt64(7)),
        row.GetInt32(8),
        row.At(9),
        row.LongOrNull(10),
        row.TextOrNull(11),
        row.TextOrNull(12),
        AvatarSql.View(row, 19),
        row.AtOrNull(13),
        row.AtOrNull(14),
        row.AtOrNull(15),
        row.IsDBNull(16) ? null : row.GetBoolean(16),
        row.IsDBNull(17) ? null : new(new(row.GetInt64(17)), row.At(18)));
}
