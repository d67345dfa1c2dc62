using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Reactions;

/// <param name="Mine">Whether the viewer is among them.</param>
public sealed record ReactionCount(string Emoji, long Count, bool Mine);

public sealed record ReactorView(string Emoji, UserNumber User, string ExternalId, string Username, DateTimeOffset At);

public sealed record ReactorPage(IReadOnlyList<ReactorView> Reactors, bool HasMore);

/// <summary>The place of a reaction in the list: the next page begins after it.</summary>
public sealed record ReactorCursor(string Emoji, UserNumber User);

public sealed class ReactionQueries(NpgsqlDataSource db)
{
    private const string ReactorsSql = $"""
        select page.emoji, page.user_no, u.external_id, u.username, page.reacted_at
        from rooms r
        join messages m on m.tenant_id = r.tenant_id and m.room = r.number and m.number = $4 and m.deleted_at is null
        left join lateral (
          select x.emoji, x.user_no, x.reacted_at from reactions x
          where x.tenant_id = r.tenant_id and x.room = r.number and x.number = $4
            and ($5::text is null or x.emoji = $5) and (x.emoji, x.user_no) > ($6, $7)
          order by x.emoji, x.user_no
          limit $8 + 1) page on true
        left join users u on u.tenant_id = r.tenant_id and u.number = page.user_no
        where {VisibleRoomSql.Where}
        order by page.emoji, page.user_no
        """;

    /// <summary>
    /// Who has reacted to a message, by emoji and user number. Null when there is no such message, it was deleted, or the
    /// viewer may not see its room; viewer null is the tenant itself, which sees all.
    /// </summary>
    /// <param name="emoji">Only with this one; null for all.</param>
    public async Task<ReactorPage?> Reactors(
        string tenant, RoomNumber room, MessageNumber number, UserNumber? viewer, string? emoji, ReactorCursor? after, int limit,
        CancellationToken cancellation)
    {
        var rows = await db.Read(
            ReactorsSql,
            [
                Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(number.Value), Sql.TextOrNull(emoji),
                Sql.Text(after?.Emoji ?? ""), Sql.Number(after?.User.Value ?? 0), Sql.Number(limit),
            ],
            row => row.IsDBNull(0)
                ? null
                : new ReactorView(row.GetString(0), new(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.At(4)),
            cancellation);

        if (rows is [])
            return null;

        var reactors = rows.OfType<ReactorView>().ToList();
        return new([.. reactors.Take(limit)], reactors.Count > limit);
    }
}
