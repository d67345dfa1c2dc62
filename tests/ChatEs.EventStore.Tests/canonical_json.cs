using System.Text;
using System.Text.Json;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Serialization;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

/// <summary>RFC 8785, less the numbers that the log may not hold.</summary>
public sealed class canonical_json
{
    [Theory]
    [InlineData("""{"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}""",
        "{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}")]
    [InlineData("""{"b": 1, "a": {"d": [ ], "c": { }}}""", """{"a":{"c":{},"d":[]},"b":1}""")]
    [InlineData("""[9007199254740992, -9007199254740992, 0, -0]""", "[9007199254740992,-9007199254740992,0,0]")]
    [InlineData("\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\"")]
    [InlineData("\"<>&+`'/\\u2028\\u2029\\u00a0\"", "\"<>&+`'/\u2028\u2029\u00a0\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"😀\"")]
    public void is_what_the_rfc_says(string json, string canonical) => Canonical(json).ShouldBe(canonical);

    /// <summary>The example of RFC 8785, section 3.2.3.</summary>
    [Fact]
    public void sorts_members_by_utf_16_code_units() => Canonical("""
        {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
         "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
        """).ShouldBe(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\"," +
        "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("9007199254740993")]
    [InlineData("-9007199254740993")]
    [InlineData("100000000000000000000")]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("\"\\u0000\"")]
    [InlineData("""{"a\u0000": 1}""")]
    public void refuses_what_the_log_cannot_hold(string json) => Should.Throw<FormatException>(() => Canonical(json));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"share": 0.5}""")]
    [InlineData("""{"a": 1, "a": 2}""")]
    public void headers_are_an_object_of_strings_and_whole_numbers(string json) => Should.Throw<FormatException>(() => EventHeaders.Parse(json));

    [Fact]
    public async Task text_of_every_character_comes_back_from_jsonb_with_the_same_hash()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        var runes = Enumerable.Range(1, 0x10FFFF).Where(Rune.IsValid).Select(c => new Rune(c).ToString()).Chunk(20_000).Select(chunk => string.Concat(chunk)).ToList();

        foreach (var text in runes)
            await ledger.Store.Append(
                Ledger.Stream("a"), ledger.Family, ExpectedVersion.Any, [new Added("x", 1, new Added.Why(text))],
                new EventMetadata("corr \u00a0😀\u2028", "\"\\\u0001", EventHeaders.From(("text", text[..100]), ("😀\ufb33", "key"))));

        var read = await ledger.Store.Log.FetchStream(Ledger.Stream("a"), 2).Select(e => ((Added)e.Data).Personal!.Note).ToListAsync();
        read.SequenceEqual(runes).ShouldBeTrue();
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_number_beyond_2_to_the_53_is_refused()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");

        await Should.ThrowAsync<FormatException>(() => ledger.Store.Execute(ledger.Add("a", (1L << 53) + 1)));
        (await ledger.Store.Execute(ledger.Add("a", 1L << 53))).Status.ShouldBe(AppendStatus.Done);

        await ledger.ShouldBeWhole();
    }

    [Fact]
    public void a_record_that_could_not_be_verified_is_refused_when_it_is_mapped()
    {
        Refused<WithFraction>().ShouldBe("WithFraction.share is of type Double, which an event cannot hold.");
        Refused<WithDictionary>().ShouldStartWith("WithDictionary.members is of type Dictionary");
        Refused<WithAnything>().ShouldBe("WithAnything.list[].value is of type JsonElement, which an event cannot hold.");
        Refused<WithDeepPersonal>().ShouldStartWith("WithDeepPersonal.inner.personal");
    }

    private sealed record WithFraction(double? Share);

    private sealed record WithDictionary(Dictionary<string, int> Members);

    private sealed record WithAnything(IReadOnlyList<WithAnything.Item> List)
    {
        public sealed record Item(JsonElement Value);
    }

    private sealed record WithDeepPersonal(WithDeepPersonal.Part Inner)
    {
        public sealed record Part(string Personal);
    }

    private static string Refused<T>() where T : class =>
        Should.Throw<NotSupportedException>(() => new EventTypes().Map<T>("refused")).Message;

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Bytes(document.RootElement));
    }
}
