using System.Text;
using static ChatEs.Api.Tests.Import.ImportWorld;

namespace ChatEs.Api.Tests.Import;

/// <summary>A file with one line of every kind of badness between two good ones.</summary>
internal static class BadLines
{
    private const string Rest = "\"at\":\"2006-05-02T01:41:00Z\",\"text\":\"\"}";

    private static readonly (byte[] Line, string? Reason)[] Lines =
    [
        Line(Message("good 1")),
        Line("{", "The line is not JSON."),
        Line("[1]", "The line is not a JSON object."),
        ([.. "{\"room\":\""u8, 0xFF, .. "\"}"u8], "The line is not UTF-8."),
        Line("""{"room":"#a"}""", "kind is missing."),
        Line("""{"room":"#a","kind":7}""", "kind is not a text."),
        Line("""{"room":"#a","kind":"wink"}""", "The kind 'wink' is unknown."),
        Line("""{"kind":"message","id":"1","author":"a",""" + Rest, "room is missing."),
        Line("""{"room":"#a","kind":"message","author":"a",""" + Rest, "id is missing."),
        Line("""{"room":"#a","kind":"message","id":"1",""" + Rest, "author is missing."),
        Line("""{"room":"#a","kind":"message","id":"1","author":"a","text":""}""", "at is missing."),
        Line("""{"room":"#a","kind":"message","id":"1","author":"a","at":"2006-05-02T01:41:00Z"}""", "text is missing."),
        Line("""{"room":"#a","kind":"reply","id":"1","author":"a",""" + Rest, "replyTo is missing: a reply names the message that it answers."),
        Line(Message("when", at: "yesterday"), "at is not a time of ISO 8601."),
        Line("""{"room":"#a","kind":"message","id":"\ud800","author":"a",""" + Rest, "id contains half of a surrogate pair."),
        Line("""{"room":"#\u0000","kind":"message","id":"1","author":"a",""" + Rest, "room contains the NUL character."),
        Line(Message("nul", "\0"), "Text may contain neither the NUL character nor half of a surrogate pair."),
        Line(Message("long", new string('x', 32_769)), "Text may have at most 32,768 characters."),
        Line(Message("early", at: "1969-12-31T23:59:59Z"), "The claimed time is before 1970."),
        Line(Message("ahead", at: "2999-01-01T00:00:00Z"), "The claimed time is more than 5 minutes ahead."),
        Line(Message("who", author: "a\nb"), "External Id must have 1 to 255 characters, no control characters, and not be the name of an erased user."),
        Line(Message("nobody", author: ""), "External Id must have 1 to 255 characters, no control characters, and not be the name of an erased user."),
        Line(Message("where", room: new string('r', 256)), "Key must have 1 to 255 characters, no control characters, and not be the name of an erased user."),
        Line(new string('x', (1 << 20) + 1), "The line is longer than 1048576 bytes."),
        Line("""{"room":"#a","kind":"join",""" + Rest, "author is missing."),
        Line("""{"kind":"leave","author":"a",""" + Rest, "room is missing."),
        Line("""{"room":"#a","kind":"nick","author":"a","at":"2006-05-02T01:41:00Z"}""", "text is missing."),
        Line(ImportWorld.Line("nick", "\"author\":\"a\",\"text\":\"\""), "External Id must have 1 to 255 characters, no control characters, and not be the name of an erased user."),
        Line("""{"room":"#a","kind":"edit",""" + Rest, "editOf is missing."),
        Line("""{"room":"#a","kind":"rename",""" + Rest, "text is empty: a room needs a name."),
        Line("""{"room":"#a","kind":"topic","text":"a"}""", "at is missing."),
        Line(ImportWorld.Line("topic", $"\"text\":\"{new string('t', 10_001)}\""), "Description may have at most 10,000 characters."),
        .. new[]
        {
            ("\"links\":\"a\"", "links is not a list."), ("\"links\":[1]", "links is not a text."), ("\"topic\":1", "topic is not a text."),
            ("\"deleted\":1", "deleted is neither true nor false."), ("\"reactions\":[1]", "reactions holds what is no reaction."),
            ("\"reactions\":[{\"by\":[]}]", "emoji is missing."), ("\"reactions\":[{\"emoji\":\"x\"}]", "by is missing."),
            ($"\"more\":\"{new string('x', 65_536)}\"", "Extras may have at most 65,536 characters."),
        }.Select(wrong => Line(ImportWorld.Line("message", $"\"id\":\"1\",\"author\":\"a\",\"text\":\"\",{wrong.Item1}"), wrong.Item2)),
        Line(Message("good 2") + "\r"),
    ];

    public static byte[] File => [.. Lines.SelectMany(l => l.Line.Append((byte)'\n'))];

    public static IEnumerable<(long Line, string Reason)> Expected =>
        Lines.Select((l, i) => (Line: i + 1L, l.Reason)).Where(l => l.Reason is not null).Select(l => (l.Line, l.Reason!));

    private static (byte[], string?) Line(string line, string? reason = null) => (Encoding.UTF8.GetBytes(line), reason);
}
