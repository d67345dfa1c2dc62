using ChatEs.Application.Import;
using Shouldly;
using Xunit;
using static ChatEs.Api.Tests.Import.ImportWorld;

namespace ChatEs.Api.Tests.Import;

public sealed class what_each_line_becomes(ImportWorld world) : IClassFixture<ImportWorld>
{
    private const string At = "at 2006-05-02T01:41:00Z";

    [Fact]
    public async Task a_join_a_leave_and_a_nick_are_shown_and_change_who_is_in_the_room()
    {
        var (report, log) = await Import(
            Line("join", "\"author\":\"ann\""),
            Message("1", "hi", author: "ann"),
            Line("nick", "\"author\":\"ann\",\"text\":\"ann_away\""),
            Line("nick", "\"author\":\"cat\",\"text\":\"cat\""),
            Line("leave", "\"author\":\"ben\""),
            Line("join", "\"author\":\"ben\",\"invitedBy\":\"ann\""),
            Line("leave", "\"author\":\"ben\""));
        log.ShouldBe(
        [
            "#a room #a",
            $$"""#a 1 * ann joined {"kind":"join","author":"ann"} {{At}}""", "#a + ann",
            $"#a 2 ann: hi {At}",
            $$"""#a 3 * ann is now known as ann_away {"kind":"nick","author":"ann","text":"ann_away"} {{At}}""", "#a - ann", "#a + ann_away",
            $$"""#a 4 * cat is now known as cat {"kind":"nick","author":"cat","text":"cat"} {{At}}""",
            $$"""#a 5 * ben left {"kind":"leave","author":"ben"} {{At}}""",
            $$"""#a 6 * ben joined {"kind":"join","author":"ben","invitedBy":"ann"} {{At}}""", "#a + ben",
            $$"""#a 7 * ben left {"kind":"leave","author":"ben"} {{At}}""", "#a - ben",
        ]);
        var room = report.Rooms.Single();
        (room.Messages, room.Joins, room.Leaves, room.Nicks, room.Extras).ShouldBe((1, 2, 2, 2, 0));
    }

    [Fact]
    public async Task a_rename_and_a_topic_change_the_room_and_it_keeps_its_key()
    {
        var (report, log) = await Import(
            Line("topic", "\"author\":\"ann\",\"text\":\"cats\""),
            Line("rename", "\"text\":\"felines\",\"oldName\":\"#a\""),
            Line("topic", "\"text\":\"\""),
            Message("1", "hi"));
        log.ShouldBe(
        [
            "#a room #a",
            $$"""#a 1 * the topic is now: cats {"kind":"topic","author":"ann","text":"cats"} {{At}}""", "#a room #a about cats",
            $$"""#a 2 * the room is now called felines {"kind":"rename","text":"felines","oldName":"#a"} {{At}}""", "#a room felines about cats",
            $$"""#a 3 * the topic is empty now {"kind":"topic","text":""} {{At}}""", "#a room felines about ",
            "#a + ann", $"#a 4 ann: hi {At}",
        ]);
        (report.Rooms.Single().Topics, report.Rooms.Single().Renames).ShouldBe((2, 1));
    }

    [Fact]
    public async Task an_edit_changes_its_message_once()
    {
        string[] lines =
        [
            Message("1", "helo"),
            Line("edit", "\"editOf\":\"1\",\"text\":\"hello\""),
            Line("edit", "\"editOf\":\"1\",\"text\":\"hello!\"", at: "2006-05-02T01:42:00Z"),
            Line("edit", "\"editOf\":\"1\",\"text\":\"hello!\"", at: "2006-05-02T01:42:00Z"),
        ];
        foreach (var linesPerChunk in new[] { 1, 2, 100 })
        {
            var tenant = await world.Tenant();
            (await world.Import(tenant, Bytes(lines), linesPerChunk)).Rooms.Single().Edits.ShouldBe(3);
            (await world.Import(tenant, Bytes(lines), linesPerChunk)).Rooms.Single().AlreadyThere.ShouldBe(4);
            (await world.Log(tenant)).ShouldBe(
            [
                "#a room #a", "#a + ann", $"#a 1 ann: helo {At}", $"#a edit 1: hello {At}",
                "#a edit 1: hello! at 2006-05-02T01:42:00Z", "#a edit 1: hello! at 2006-05-02T01:42:00Z",
            ]);
        }
    }

    [Fact]
    public async Task what_edits_or_answers_a_message_that_is_gone_or_not_there_says_so()
    {
        string[] lines =
        [
            Line("message", "\"id\":\"1\",\"author\":\"ann\",\"text\":\"oops\",\"deleted\":true"),
            Message("2", "what?", author: "ben", replyTo: "1"),
            Line("edit", "\"editOf\":\"1\",\"text\":\"no oops\""),
            Line("edit", "\"editOf\":\"9\",\"text\":\"of nothing\""),
        ];
        foreach (var linesPerChunk in new[] { 1, 100 })
        {
            var tenant = await world.Tenant();
            var report = await world.Import(tenant, Bytes(lines), linesPerChunk);
            (await world.Log(tenant)).ShouldBe(
                ["#a room #a", "#a + ann", $"#a 1 ann: oops {At}", "#a delete 1", "#a + ben", $"#a 2 ben: what? {At}"]);
            var room = report.Rooms.Single();
            (room.Deletions, room.WithoutQuote, room.Edits).ShouldBe((1, 1, 0));
            room.LeftOut.Select(l => (l.Key, l.Value)).ShouldBe([("edits of deleted messages", 1L)]);
            report.BadLines.Select(b => (b.Line, b.Reason)).ShouldBe([(4L, "The message that it edits is not there.")]);
        }
    }

    [Fact]
    public async Task reactions_are_given_right_after_the_message_and_only_with_it()
    {
        string[] plain = [Message("1", "hi")];
        string[] lines =
        [
            Line("message", """
                "id":"1","author":"ann","text":"hi","reactions":[{"emoji":"tada","by":["ben","cat","ben"]},{"emoji":"+1","by":["ben"]}]
                """),
            Line("message", "\"id\":\"2\",\"author\":\"ann\",\"text\":\"\",\"reactions\":[{\"emoji\":\"two words\",\"by\":[\"ben\"]},{\"emoji\":\"x\",\"by\":[\"\"]}]"),
        ];
        var (report, log) = await Import(lines);
        log.ShouldBe(
        [
            "#a room #a", "#a + ann", $"#a 1 ann: hi {At}", "#a + ben", "#a ben reacts to 1: tada", "#a + cat", "#a cat reacts to 1: tada",
            "#a ben reacts to 1: +1", $"#a 2 ann:  {At}",
        ]);
        (report.Rooms.Single().Reactions, report.Rooms.Single().LeftOut["reactions"]).ShouldBe((3, 2));

        var before = await world.Tenant();
        await world.Import(before, Bytes(plain));
        (await world.Import(before, Bytes(lines))).Rooms.Single().Reactions.ShouldBe(0);
    }

    [Fact]
    public async Task links_topics_and_all_other_members_are_kept_with_the_message()
    {
        var longTopic = new string('t', 254) + "😀";
        var (report, log) = await Import(
            Line("message", """
                "id":"1","author":"ann","text":"see","links":["http://x.org/a.PNG?s=1","https://x.org/b","ftp://x.org"],"topic":"cats"
                """),
            Line("message", """
                "id":"2","author":"ann","text":"waves","action": true,"bot":false,"media":[{"name":"a \u00e9","size":3}],"mood":null
                """),
            Line("message", $"\"id\":\"3\",\"author\":\"ann\",\"text\":\"\",\"topic\":\"{longTopic}\""));
        log.ShouldBe(
        [
            "#a room #a", "#a + ann",
            $"#a 1 ann: see in cats links image:http://x.org/a.PNG?s=1 page:https://x.org/b {At}",
            $$"""#a 2 ann: waves {"action": true,"bot":false,"media":[{"name":"a \u00e9","size":3}]} {{At}}""",
            $"#a 3 ann:  in {longTopic[..254]} {At}",
        ]);
        var room = report.Rooms.Single();
        (room.Links, room.Sessions, room.Extras).ShouldBe((2, 2, 1));
        room.LeftOut.Select(l => (l.Key, l.Value)).ShouldBe([("cut topics", 1L), ("links", 1L)]);
    }

    [Fact]
    public async Task a_line_whose_message_is_refused_does_nothing_else_either()
    {
        var (report, log) = await Import(
            Line("join", "\"author\":\"ann\"", at: "1969-01-01T00:00:00Z"),
            Line("rename", "\"text\":\"b\"", at: "2999-01-01T00:00:00Z"),
            Line("message", "\"id\":\"1\",\"author\":\"ann\",\"text\":\"\",\"reactions\":[{\"emoji\":\"x\",\"by\":[\"ben\"]}]", at: "1969-01-01T00:00:00Z"),
            Line("rename", $"\"text\":\"{new string('n', 1_001)}\""));
        log.ShouldBe(["#a room #a"]);
        report.BadLines.Select(b => b.Reason).ShouldBe(
        [
            "The claimed time is before 1970.", "The claimed time is more than 5 minutes ahead.", "The claimed time is before 1970.",
            "Name may have at most 1,000 characters.",
        ]);
    }

    [Fact]
    public async Task a_message_with_more_reactions_than_one_command_takes_keeps_the_first_thousand()
    {
        var by = string.Join(',', Enumerable.Range(1, 2_500).Select(i => $"\"user {i}\""));
        var tenant = await world.Tenant();
        var report = await world.Import(tenant, Bytes(Line("message", $$"""
            "id":"1","author":"ann","text":"","reactions":[{"emoji":"x","by":[{{by}}]}]
            """)));
        (report.Rooms.Single().Reactions, report.Rooms.Single().LeftOut["reactions"]).ShouldBe((1_000, 1_500));
        (await world.Details(tenant))[0].ShouldBe("\"#a\"|\"#a\"|-|1001|1");
    }

    [Fact]
    public async Task and_a_reader_finds_it_all_in_the_tables()
    {
        var tenant = await world.Tenant();
        await world.Import(tenant, Bytes(
            Line("join", "\"author\":\"cat\""),
            Line("message", "\"id\":\"1\",\"author\":\"ann\",\"text\":\"helo\",\"topic\":\"cats\",\"reactions\":[{\"emoji\":\"tada\",\"by\":[\"ben\"]}]"),
            Line("edit", "\"editOf\":\"1\",\"text\":\"hello\"", at: "2006-05-02T01:42:00Z"),
            Line("message", "\"id\":\"2\",\"author\":\"ann\",\"text\":\"oops\",\"deleted\":true"),
            Line("leave", "\"author\":\"cat\""),
            Line("rename", "\"text\":\"b\""),
            Line("topic", "\"text\":\"dogs\"")));
        (await world.Details(tenant)).ShouldBe(
        [
            """
            "#a"|"b"|"dogs"|2|2
            """, """
            "#a"|"ann"|true
            """, """
            "#a"|"ben"|true
            """, """
            "#a"|"cat"|false
            """, """
            "#a"|1|-|-|"{\u0022kind\u0022:\u0022join\u0022,\u0022author\u0022:\u0022cat\u0022}"|-|0|false
            """, """
            "#a"|2|"cats"|-|-|"2006-05-02T01:42:00Z"|1|false
            """, """
            "#a"|3|-|-|-|-|0|true
            """, """
            "#a"|4|-|-|"{\u0022kind\u0022:\u0022leave\u0022,\u0022author\u0022:\u0022cat\u0022}"|-|0|false
            """, """
            "#a"|5|-|-|"{\u0022kind\u0022:\u0022rename\u0022,\u0022text\u0022:\u0022b\u0022}"|-|0|false
            """, """
            "#a"|6|-|-|"{\u0022kind\u0022:\u0022topic\u0022,\u0022text\u0022:\u0022dogs\u0022}"|-|0|false
            """, """
            "#a"|2|"tada"|"ben"
            """,
        ]);
        (await world.Content(tenant))[1].ShouldContain("\"hello\"");
    }

    private async Task<(ImportReport Report, List<string> Log)> Import(params string[] lines)
    {
        var tenant = await world.Tenant();
        var report = await world.Import(tenant, Bytes(lines.Select(line => line.ReplaceLineEndings(""))));
        var log = await world.Log(tenant);
        (await world.Import(tenant, Bytes(lines.Select(line => line.ReplaceLineEndings(""))), linesPerChunk: 2)).Posted.ShouldBe(0);
        (await world.Log(tenant)).ShouldBe(log);
        return (report, log);
    }
}
