using System.Text.Json;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Reactions;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>A message among the columns of a query over <c>messages m</c>, its author <c>users u</c> joined from the left.</summary>
internal static class MessageColumns
{
    // What few messages have is looked up only where the message's own counts say that there is some: a page of ordinary
    // messages stays one range scan. $3 is the viewer.
    public const string Select = """
        m.room, m.number, m.id, m.author, u.external_id, u.username, m.kind, m.text, m.reply_to, m.parent,
        m.posted_at, m.claimed_at, m.shown_at, m.markup, m.session, m.media_url, m.links::text, m.payload_type, m.payload,
        m.extras, m.edited_at, m.comments, u.type, u.first_name, u.last_name,
        case when m.attachments > 0 then (
          select jsonb_agg(jsonb_build_object('file', f.file, 'name', f.file_name, 'type', f.content_type, 'size', f.size,
            'sha256', f.sha256, 'width', f.width, 'height', f.height, 'at', f.attached_at) order by f.attached_at, f.file)::text
          from attachments f
          where f.tenant_id = m.tenant_id and f.room = m.room and f.number = m.number) end,
        case when m.reactions > 0 then (
          select jsonb_agg(jsonb_build_object('emoji', e.emoji, 'count', e.users, 'mine', e.mine) order by e.first_at, e.emoji)::text
          from (
            select x.emoji, count(*) as users, coalesce(bool_or(x.user_no = $3), false) as mine, min(x.reacted_at) as first_at
            from reactions x
            where x.tenant_id = m.tenant_id and x.room = m.room and x.number = m.number
            group by x.emoji) e) end
        """;

    /// <summary>The first column after those of the view.</summary>
    public const int Next = 27;

    public static MessageView View(NpgsqlDataReader row)
    {
        var (room, number) = (new RoomNumber(row.GetInt64(0)), new MessageNumber(row.GetInt64(1)));
        return new(
            room,
            number,
            row.GetGuid(2),
            row.LongOrNull(3) is { } author
                ? new(new(author), row.GetString(4), row.GetString(5), UserWords.Type(row.GetString(22)), row.TextOrNull(23), row.TextOrNull(24))
                : null,
            RoomWords.KindOfMessage(row.GetString(6)),
            row.GetString(7),
            row.LongOrNull(8) is { } replyTo ? new(replyTo) : null,
            row.LongOrNull(9) is { } parent ? new(parent) : null,
            row.At(10),
            row.AtOrNull(11),
            row.At(12),
            RoomWords.Markup(row.GetString(13)),
            row.TextOrNull(14),
            row.TextOrNull(15),
            Items(row.TextOrNull(16), link => new MessageLink(
                link.GetProperty("url").GetString()!, MessageWords.Link(link.GetProperty("type").GetString()!))),
            row.TextOrNull(17),
            row.TextOrNull(18),
            row.TextOrNull(19),
            row.AtOrNull(20),
            row.GetInt32(21),
            Items(row.TextOrNull(25), file => Attachment(file, room, number)),
            Items(row.TextOrNull(26), reaction => new ReactionCount(
                reaction.GetProperty("emoji").GetString()!, reaction.GetProperty("count").GetInt64(), reaction.GetProperty("mine").GetBoolean())));
    }

    private static AttachmentView Attachment(JsonElement file, RoomNumber room, MessageNumber number) => new(
        new(file.GetProperty("file").GetInt64()),
        room,
        number,
        file.GetProperty("name").GetString()!,
        file.GetProperty("type").GetString()!,
        file.GetProperty("size").GetInt64(),
        file.GetProperty("sha256").GetString()!,
        Pixels(file.GetProperty("width")),
        Pixels(file.GetProperty("height")),
        file.GetProperty("at").GetDateTimeOffset().ToUniversalTime());

    private static int? Pixels(JsonElement side) => side.ValueKind == JsonValueKind.Null ? null : side.GetInt32();

    private static IReadOnlyList<T> Items<T>(string? json, Func<JsonElement, T> item)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(item)];
    }
}
