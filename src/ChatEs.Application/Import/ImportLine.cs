using System.Text;
using System.Text.Json;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>One line of a file, as far as it can be judged alone.</summary>
/// <param name="Number">From 1, as an editor counts.</param>
/// <param name="Room">Null where the line does not say it.</param>
public abstract record ImportLine(long Number, string? Room)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How many commands it will take, about.</summary>
    public virtual int Commands => 1;

    public sealed record Bad(long Number, string? Room, string Reason) : ImportLine(Number, Room);

    /// <summary>A line that says something.</summary>
    public abstract record Entry(long Number, string RoomName, string Kind, DateTimeOffset At) : ImportLine(Number, RoomName)
    {
        /// <summary>Who must be a user before the line can be carried out.</summary>
        public abstract IEnumerable<string> Authors { get; }

        /// <summary>Others whom it names; whoever of them cannot be a user is left out.</summary>
        public virtual IEnumerable<string> Others => [];
    }

    /// <param name="ReplyTo">The source's id of the message that it answers.</param>
    public sealed record Message(
        long Number, string RoomName, string Kind, DateTimeOffset At, string Id, string Author, string Text, string? ReplyTo)
        : Entry(Number, RoomName, Kind, At)
    {
        /// <summary>Null for most.</summary>
        public MessageDetails? Details { get; init; }

        public IReadOnlyList<(string Emoji, string By)> Reactions { get; init; } = [];

        /// <summary>It was removed later; the source does not say when.</summary>
        public bool Deleted { get; init; }

        /// <summary>What of the line has no place, once for each.</summary>
        public IReadOnlyList<string> LeftOut { get; init; } = [];

        public override IEnumerable<string> Authors => [Author];

        public override IEnumerable<string> Others => Reactions.Select(reaction => reaction.By);

        public override int Commands => 1 + Reactions.Count + (Deleted ? 1 : 0);
    }

    /// <summary>Something that happened in the room beside what was said: it becomes a system message.</summary>
    /// <param name="Id">The source's; most have none.</param>
    /// <param name="Author">Null where a rename or topic does not name one.</param>
    /// <param name="Text">The new nick, name or topic; null for a join or leave.</param>
    /// <param name="Extras">The line itself as JSON, without the members that the message shows otherwise.</param>
    public sealed record Notice(
        long Number, string RoomName, string Kind, DateTimeOffset At, string? Id, string? Author, string? Text, string Extras)
        : Entry(Number, RoomName, Kind, At)
    {
        public override IEnumerable<string> Authors => Kind switch
        {
            "join" or "leave" => [Author!],
            "nick" => [Author!, Text!],
            _ => [],
        };

        public override int Commands => Kind is "nick" ? 3 : 2;
    }

    /// <param name="EditOf">The source's id of the message.</param>
    public sealed record Edit(long Number, string RoomName, DateTimeOffset At, string EditOf, string Text)
        : Entry(Number, RoomName, "edit", At)
    {
        public override IEnumerable<string> Authors => [];
    }

    public static ImportLine Parse(long number, ReadOnlyMemory<byte> utf8)
    {
        string? room = null;
        try
        {
            // The parser takes bytes that are no UTF-8 and fails much later, when the text is asked for.
            Strict.GetCharCount(utf8.Span);
            using var document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new Bad(number, null, "The line is not a JSON object.");
            var line = new ImportMembers(document.RootElement);
            room = line.Text("room");
            return Read(number, room, line);
        }
        catch (JsonException)
        {
            return new Bad(number, room, "The line is not JSON.");
        }
        catch (ArgumentException)
        {
            return new Bad(number, room, "The line is not UTF-8.");
        }
        catch (WrongMemberException wrong)
        {
            return new Bad(number, room, wrong.Message);
        }
    }

    private static ImportLine Read(long number, string? room, ImportMembers line)
    {
        var kind = line.Text("kind");
        return kind switch
        {
            null => new Bad(number, room, "kind is missing."),
            not ("message" or "reply" or "join" or "leave" or "edit" or "nick" or "rename" or "topic") =>
                new Bad(number, room, $"The kind '{(kind.Length > 40 ? kind[..40] + "…" : kind)}' is unknown."),
            _ when room is null => new Bad(number, null, "room is missing."),
            _ when room.Contains('\0', StringComparison.Ordinal) => new Bad(number, null, "room contains the NUL character."),
            "reply" when line.Text("replyTo") is null => new Bad(number, room, "replyTo is missing: a reply names the message that it answers."),
            "message" or "reply" => Said(number, room, kind, line),
            "edit" => new Edit(number, room, line.Time("at"), line.Required("editOf"), line.Required("text")),
            "rename" when line.Text("text") is "" => new Bad(number, room, "text is empty: a room needs a name."),
            _ => new Notice(
                number, room, kind, line.Time("at"), line.Text("id"),
                kind is "rename" or "topic" ? line.Text("author") : line.Required("author"),
                kind is "join" or "leave" ? null : line.Required("text"), line.Rest(ImportMembers.ShownByNotice)!),
        };
    }

    private static Message Said(long number, string room, string kind, ImportMembers line)
    {
        var message = new Message(
            number, room, kind, line.Time("at"), line.Required("id"), line.Required("author"), line.Required("text"), line.Text("replyTo"))
        {
            Deleted = line.Flag("deleted"),
            Reactions = line.Reactions("reactions"),
        };
        List<string> leftOut = [];
        var (links, session, extras) = (line.Links("links", leftOut), line.Session("topic", leftOut), line.Rest(ImportMembers.ShownByMessage));
        return links.Count == 0 && session is null && extras is null && leftOut.Count == 0
            ? message
            : message with { Details = new MessageDetails { Links = links, Session = session, Extras = extras }, LeftOut = leftOut };
    }
}
