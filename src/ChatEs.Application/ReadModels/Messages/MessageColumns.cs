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
    public const string Select = $"{Own}, {Author}, {Details}";

    public const string Own = """
        m.room, m.number, m.id, m.author, m.kind, m.text, m.reply_to, m.parent,
        m.posted_at, m.claimed_at, m.shown_at, m.markup, m.session, m.media_url, m.links::text, m.payload_type, m.payload,
        m.extras, m.edited_at, m.comments, m.attachments > 0 or m.reactions > 0
        """;

    public const string Author = "u.number, u.external_id, u.username, u.type, u.first_name, u.last_name, u.registered_at";

    // What few messages have is looked up only where the message's own counts say that there is some: a page of ordinary
    // messages stays one range scan. $3 is the viewer.
    public const string Details = """
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

    /// <summary>Of <see cref="Own"/>: whose it is; null for a system message.</summary>
    public const int AuthorNumber = 3;

    /// <summary>Of <see cref="Own"/>: whether there are <see cref="Details"/>.</summary>
    public const int HasDetails = 20;

    /// <summary>The first column after <see cref="Own"/>.</summary>
    public const int AfterOwn = 21;

    /// <summary>The first column after those of the view.</summary>
    public const int Next = DetailsOfView + 2;

    private const int DetailsOfView = AfterOwn + 7;

    public static MessageView View(NpgsqlDataReader row)
    {
        var message = OwnView(row);
        var author = row.IsDBNull(AfterOwn) ? null : AuthorView(row, AfterOwn);
        return row.GetBoolean(HasDetails) ? WithDetails(message, row, DetailsOfView) with { Author = author } : message with { Author = author };
    }

    public static MessageAuthor AuthorView(NpgsqlDataReader row, int first) => new(
        new(row.GetInt64(first)), row.GetString(first + 1), row.GetString(first + 2), UserWords.Type(row.GetString(first + 3)),
        row.TextOrNull(first + 4), row.TextOrNull(first + 5), row.At(first + 6));

    public static MessageView WithDetails(MessageView message, NpgsqlDataReader row, int first) => message with
    {
        Attachments = Items(row.TextOrNull(first), file => Attachment(file, message.Room, message.Number)),
        Reactions = Items(row.TextOrNull(first + 1), reaction => new ReactionCount(
            reaction.GetProperty("emoji").GetString()!, reaction.GetProperty("count").GetInt64(), reaction.GetProperty("mine").GetBoolean())),
    };

    /// <summary>Without author and details.</summary>
    public static MessageView OwnView(NpgsqlDataReader row) => new(
        new(row.GetInt64(0)),
        new(row.GetInt64(1)),
        row.GetGuid(2),
        null,
        RoomWords.KindOfMessage(row.GetString(4)),
        row.GetString(5),
        row.LongOrNull(6) is { } replyTo ? new(replyTo) : null,
        row.LongOrNull(7) is { } parent ? new(parent) : null,
        row.At(8),
        row.AtOrNull(9),
        row.At(10),
        RoomWords.Markup(row.GetString(11)),
        row.TextOrNull(12),
        row.TextOrNull(13),
        Items(row.TextOrNull(14), link => new MessageLink(
            link.GetProperty("url").GetString()!, MessageWords.Link(link.GetProperty("type").GetString()!))),
        row.TextOrNull(15),
        row.TextOrNull(16),
        row.TextOrNull(17),
        row.AtOrNull(18),
        row.GetInt32(19),
        [],
        []);

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
