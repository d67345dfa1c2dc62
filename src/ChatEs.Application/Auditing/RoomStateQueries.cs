using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Auditing;

/// <param name="DeliveredUpTo">Every message up to this one has reached him.</param>
/// <param name="SeenUpTo">He has marked every message up to this one as seen; what he has seen beyond a gap stands at the messages.</param>
internal sealed record MemberState(
    UserNumber User, string ExternalId, string Username, bool Moderator, DateTimeOffset JoinedAt, DateTimeOffset? PinnedAt,
    MessageNumber DeliveredUpTo, MessageNumber SeenUpTo, long Unread);

/// <param name="DeletedAt">Null while it stands; nothing but who posted it and when is left of a deleted one.</param>
internal sealed record MessageState(MessageView Message, DateTimeOffset? DeletedAt);

internal sealed record ReactionState(MessageNumber Number, string Emoji, UserNumber User, string ExternalId, DateTimeOffset At);

/// <summary>Everything of a room, page by page, as nobody but an auditor sees it: deleted messages too, and the counts of everyone.</summary>
internal sealed class RoomStateQueries(NpgsqlDataSource db)
{
    private const string MembersSql = $"""
        select s.user_no, u.external_id, u.username, s.moderator, s.joined_at, s.pinned_at, s.delivered_through, s.seen_through, {UnreadSql.Of}
        from (
          select m.*, r.countable, r.deleted
          from rooms r
          join members m on m.tenant_id = r.tenant_id and m.room = r.number and m.active
          where r.tenant_id = $1 and r.number = $2 and (m.joined_at, m.user_no) > ($3, $4)
          order by m.joined_at, m.user_no
          limit $5) s
        join users u on u.tenant_id = s.tenant_id and u.number = s.user_no
        order by s.joined_at, s.user_no
        """;

    private const string MessagesSql = $"""
        select {MessageColumns.Select}, m.deleted_at
        from messages m
        left join users u on u.tenant_id = m.tenant_id and u.number = m.author
        where m.tenant_id = $1 and m.room = $2 and m.number > $4
        order by m.number
        limit $5
        """;

    private const string ReactionsSql = """
        select x.number, x.emoji, x.user_no, u.external_id, x.reacted_at
        from reactions x
        join users u on u.tenant_id = x.tenant_id and u.number = x.user_no
        where x.tenant_id = $1 and x.room = $2 and x.number between $3 and $4
        order by x.number, x.reacted_at, x.emoji, x.user_no
        """;

    /// <summary>In the order of joining.</summary>
    public async Task<IReadOnlyList<MemberState>> Members(
        string tenant, RoomNumber room, MemberCursor? after, int limit, CancellationToken cancellation) => await db.Read(
            MembersSql,
            [
                Sql.Text(tenant), Sql.Number(room.Value), Sql.Time(after?.JoinedAt ?? DateTimeOffset.UnixEpoch), Sql.Number(after?.User.Value ?? 0),
                Sql.Number(limit),
            ],
            row => new MemberState(
                new(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.At(4), row.AtOrNull(5), new(row.GetInt64(6)),
                new(row.GetInt64(7)), row.GetInt64(8)),
            cancellation);

    /// <summary>By number, without a gap.</summary>
    public async Task<IReadOnlyList<MessageState>> Messages(
        string tenant, RoomNumber room, MessageNumber after, int limit, CancellationToken cancellation) => await db.Read(
            MessagesSql,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(default(long?)), Sql.Number(after.Value), Sql.Number(limit)],
            row => new MessageState(MessageColumns.View(row), row.AtOrNull(MessageColumns.Next)),
            cancellation);

    public async Task<ILookup<MessageNumber, ReactionState>> Reactions(
        string tenant, RoomNumber room, MessageNumber first, MessageNumber last, CancellationToken cancellation)
    {
        var reactions = await db.Read(
            ReactionsSql,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(first.Value), Sql.Number(last.Value)],
            row => new ReactionState(new(row.GetInt64(0)), row.GetString(1), new(row.GetInt64(2)), row.GetString(3), row.At(4)),
            cancellation);
        return reactions.ToLookup(reaction => reaction.Number);
    }
}
