using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using static ChatEs.Application.Analytics.Tabular.Column;

namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>
/// A message as it was posted says all; one edited or deleted keeps what it was posted with but its text, and the posting
/// is looked up in the log.
/// </summary>
internal sealed class MessageVersions(EarlierEvents earlier, string tenant, bool withTexts) : TableVersions(new(
    "messages", "The messages: a row when one is posted, edited or deleted.", ["room", "number"],
    [
        Integer("room", "The room's number."),
        Integer("number", "The message's number in the room: 1, 2, 3 …"),
        Integer("message", "room << 27 | number: the integer id of /v1."),
        Text("id", "The canonical id, a UUID."),
        Text("kind", "text, image, file, system or offline."),
        Text("markup", "plain, html, markdown, code or latex."),
        Integer("author", "The user's number; null for a system message of nobody.", true),
        Text("author_id", "What the tenant calls the author; null once erased.", true),
        Integer("parent", "The message commented on, by its number.", true),
        Integer("reply_to", "The message quoted, by its number.", true),
        Text("session", "The caller's own grouping within the room; null for none, or once erased.", true),
        Time("posted_at", "Server time."),
        Time("claimed_at", "When the client says it was written.", true),
        Time("shown_at", "The claimed time where there is one, else the server's."),
        Time("edited_at", "When this text was given, by an edit: the claimed time where there is one.", true),
        Integer("characters", "How long the text is, in code points; null where it is deleted or erased.", true),
        .. withTexts ? [Text("text", "Null where it is deleted or erased.", true)] : Array.Empty<Tabular.Column>(),
    ]))
{
    private const int MostAuthors = 100_000;

    private const string PostsText = """
        select a.place::int - 1, e.stream_id, e.version, e.type, e.data::text, e.timestamp
          from unnest($2::text[], $3::bigint[], $4::bigint[]) with ordinality as a(stream, number, version, place)
          join events.mt_events e on e.tenant_id = $1 and e.stream_id = a.stream
           and e.version = events.version_of_post($1, a.stream, a.number, a.version)
        """;

    private const string AuthorsText = """
        select a.place::int - 1, e.stream_id, e.version, e.type, e.data::text, e.timestamp
          from unnest($2::text[]) with ordinality as a(stream, place)
          join events.mt_events e on e.tenant_id = $1 and e.stream_id = a.stream and e.version = 1
        """;

    private readonly Dictionary<(string Stream, long Number), (MessagePosted Message, DateTimeOffset At)> _posts = [];
    private readonly Dictionary<long, string?> _authors = [];

    public override IReadOnlyList<string> Events => ["message_posted", "message_edited", "message_deleted"];

    public override async Task Prepare(IReadOnlyList<Event> page, CancellationToken cancellation)
    {
        _posts.Clear();
        var changes = new Dictionary<(string Stream, long Number), long>();
        foreach (var e in page)
        {
            if (e.Data is MessagePosted posted)
                _posts[(e.Stream.Id, posted.Number.Value)] = (posted, e.Timestamp);
            else if (Changed(e.Data) is { } number && !_posts.ContainsKey((e.Stream.Id, number.Value)))
                changes.TryAdd((e.Stream.Id, number.Value), e.Version);
        }
        if (changes.Count > 0)
            await FindPosts(changes, cancellation);
        await FindAuthors(cancellation);
    }

    public override IEnumerable<object?[]> Rows(Event e)
    {
        switch (e.Data)
        {
            case MessagePosted posted:
                yield return Version(e, posted.Number, isDeleted: false, posted.Markup, null, posted.Personal?.Text);
                break;
            case MessageEdited edited:
                yield return Version(e, edited.Number, isDeleted: false, edited.Markup, edited.Personal?.ClaimedAt ?? e.Timestamp, edited.Personal?.Text);
                break;
            case MessageDeleted deleted:
                yield return Version(e, deleted.Number, isDeleted: true, null, null, null);
                break;
        }
    }

    private object?[] Version(Event e, MessageNumber number, bool isDeleted, MessageMarkup? markup, DateTimeOffset? editedAt, string? text)
    {
        var (message, at) = _posts[(e.Stream.Id, number.Value)];
        var room = RoomStream.RoomOf(e);
        ReadOnlySpan<object?> cells =
        [
            room, number.Value, number.IdIn(new(room)), message.Id.ToString(), RoomWords.Of(message.Kind), RoomWords.Of(markup),
            message.Author?.Value, message.Author is { } author ? _authors.GetValueOrDefault(author.Value) : null,
            message.Parent?.Value, message.ReplyTo?.Value, message.Personal?.Session, at, message.Personal?.ClaimedAt,
            message.Personal?.ClaimedAt ?? at, editedAt, text is null ? null : Characters(text),
        ];
        return withTexts ? [.. Row(e, isDeleted, cells), text] : Row(e, isDeleted, cells);
    }

    private async Task FindPosts(Dictionary<(string Stream, long Number), long> changes, CancellationToken cancellation)
    {
        var found = await earlier.Fetch(
            PostsText,
            [
                Sql.Text(tenant), Sql.Texts([.. changes.Keys.Select(k => k.Stream)]), Sql.Numbers([.. changes.Keys.Select(k => k.Number)]),
                Sql.Numbers([.. changes.Values]),
            ],
            cancellation);
        foreach (var e in found)
            _posts[(e.Stream, ((MessagePosted)e.Data).Number.Value)] = ((MessagePosted)e.Data, e.Timestamp);
    }

    private async Task FindAuthors(CancellationToken cancellation)
    {
        if (_authors.Count > MostAuthors)
            _authors.Clear();
        long[] unknown = [.. _posts.Values.Select(p => p.Message.Author?.Value).OfType<long>().Distinct().Where(author => !_authors.ContainsKey(author))];
        if (unknown.Length == 0)
            return;
        var found = await earlier.Fetch(
            AuthorsText, [Sql.Text(tenant), Sql.Texts([.. unknown.Select(author => UserFamily.StreamId(new(author)))])], cancellation);
        foreach (var e in found)
            _authors[unknown[e.For]] = (e.Data as UserRegistered)?.Personal?.ExternalId;
    }

    private static MessageNumber? Changed(object data) => data switch
    {
        MessageEdited edited => edited.Number,
        MessageDeleted deleted => deleted.Number,
        _ => null,
    };

    /// <summary>As PostgreSQL's length() counts, not as .NET does: an emoji is one.</summary>
    private static long Characters(string text)
    {
        var count = 0L;
        foreach (var unit in text)
        {
            if (!char.IsLowSurrogate(unit))
                count++;
        }
        return count;
    }
}
