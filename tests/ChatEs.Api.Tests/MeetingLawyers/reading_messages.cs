using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

public sealed class reading_messages(MeetingLawyersWorld<reading_messages> world) : IClassFixture<MeetingLawyersWorld<reading_messages>>
{
    private const string Example = """
        [
        {
        "from_user_id": "accec968-ec81-4af7-accb-e0e32e09fb26",
        "to_user_id": "285c3d07-9b63-41e0-829f-5d51b31ffd29",
        "room_id": 34625,
        "message_id": "ba7af057-d031-4933-a033-75ddcfb3b260",
        "status": "sent",
        "type": "text",
        "text": "Te paso una foto y un archivo",
        "created_at": "2021-08-01T07:12:23"
        },
        {
        "from_user_id": "accec968-ec81-4af7-accb-e0e32e09fb26",
        "to_user_id": "285c3d07-9b63-41e0-829f-5d51b31ffd29",
        "room_id": 34625,
        "message_id": "cad941bf-27f7-43a9-bb99-d618a7cc6f85",
        "status": "sent",
        "type": "image",
        "image_url": "<signed>",
        "image_thumb_url": "<signed>",
        "image_width": "1024",
        "image_height": "512",
        "created_at": "2021-08-01T07:12:41"
        },
        {
        "from_user_id": "accec968-ec81-4af7-accb-e0e32e09fb26",
        "to_user_id": "285c3d07-9b63-41e0-829f-5d51b31ffd29",
        "room_id": 34625,
        "message_id": "eb1707cd-1f61-4fe1-a96c-d109628dc28c",
        "status": "sent",
        "type": "file",
        "file_url": "<signed>",
        "file_name": "sample.pdf",
        "file_size": "92",
        "created_at": "2021-08-01T07:13:12"
        }
        ]
        """;

    /// <summary>The one document: its request to the byte but for the room and the token, its answer but for the room and the addresses.</summary>
    [Fact]
    public async Task the_example_of_the_document_is_answered_as_it_shows()
    {
        var (lawyer, client) = (world.Lawyer, world.Consulter);
        var room = await world.Acting.Single(lawyer.Number, client.Number);
        await Post("ba7af057-d031-4933-a033-75ddcfb3b260", "text", "Te paso una foto y un archivo", null);
        world.Clock.Move(TimeSpan.FromSeconds(18));
        await Post("cad941bf-27f7-43a9-bb99-d618a7cc6f85", "image", Convert.ToBase64String(Pictures.Png(1024, 512)), "photo.png");
        world.Clock.Move(TimeSpan.FromSeconds(31));
        await Post("eb1707cd-1f61-4fe1-a96c-d109628dc28c", "file", Convert.ToBase64String(new byte[(91 * 1024) + 1]), "sample.pdf");
        await Post("285c3d07-9b63-41e0-829f-5d51b31ffd29", "text", "the pivot", null);

        var answer = await world.Scenario(x => x
            .Get($"/chat/message?room={room}&pivot=285c3d07-9b63-41e0-829f-5d51b31ffd29&limit=100&older&older=true")
            .Header("Accept", "application/json").Header("Api-Key", lawyer.ApiKey).Header("Authorization", $"Bearer {lawyer.Token}"));

        answer.ContentType.ShouldBe("application/json");
        Golden.ShouldMatch(
            Example.Replace("34625", $"{room}", StringComparison.Ordinal), answer.Bytes,
            ("signed", @"http://localhost/files/\d+/(photo\.png|sample\.pdf)\?expires=\d+&signature=[\w-]+"));

        Task<Answer> Post(string id, string type, string content, string? name) =>
            world.Post(lawyer, new { room_id = room.Value, message_id = id, type, content, file_name = name });
    }

    /// <summary>Ambiguities 1, 4, 5 and 6.</summary>
    [Fact]
    public async Task the_pivot_is_left_out_and_both_sides_come_oldest_first()
    {
        var (room, one, ids) = await Numbered(9);
        (await Read("")).ShouldBe(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        (await Read("&limit=3")).ShouldBe(["7", "8", "9"]);
        (await Read("&limit=3&older=false")).ShouldBe(["1", "2", "3"]);
        (await Read($"&pivot={ids[4]}&limit=3")).ShouldBe(["2", "3", "4"]);
        (await Read($"&pivot={ids[4]}&limit=3&older=false")).ShouldBe(["6", "7", "8"]);
        (await Read($"&pivot={ids[0]}")).ShouldBeEmpty();
        (await Read($"&pivot={ids[8]}&older=false")).ShouldBeEmpty();
        (await Read("&pivot=&limit=&older=&limit=2")).ShouldBe(["8", "9"]);
        (await Read($"&pivot={ids[4].ToString().ToUpperInvariant()}&limit=1")).ShouldBe(["4"]);

        async Task<List<string>> Read(string query) => (await world.List(one, room, query)).Texts();
    }

    /// <summary>Ambiguity 1: what a minimal API would refuse and a controller would lose.</summary>
    [Theory]
    [InlineData("&older&older=true", true)]
    [InlineData("&older", true)]
    [InlineData("&older=", true)]
    [InlineData("&older=TRUE", true)]
    [InlineData("&older=1", true)]
    [InlineData("&older=false", false)]
    [InlineData("&older=False", false)]
    [InlineData("&older=0", false)]
    [InlineData("&older&older=false", false)]
    [InlineData("&older=false&older", false)]
    [InlineData("&older=false&older=true", true)]
    public async Task older_is_read_as_it_is_written(string query, bool older)
    {
        var (room, one, _) = await Numbered(2);
        (await world.List(one, room, $"&limit=1{query}")).Texts().ShouldBe([older ? "2" : "1"]);
    }

    [Fact]
    public async Task a_deleted_message_is_left_out_and_stays_a_pivot()
    {
        var (room, one, ids) = await Numbered(3);
        await world.Acting.Do(new DeleteMessage(room, one.Number, new(2)));
        (await world.List(one, room)).Texts().ShouldBe(["1", "3"]);
        (await world.List(one, room, $"&pivot={ids[1]}")).Texts().ShouldBe(["1"]);
        (await world.List(one, room, $"&pivot={ids[1]}&older=false")).Texts().ShouldBe(["3"]);
    }

    [Fact]
    public async Task walking_either_way_gives_each_message_once_while_others_post()
    {
        var (room, one, _) = await Numbered(20);
        var expected = Enumerable.Range(1, 20).Select(i => $"{i}").ToList();
        var backward = new List<string>();
        for (string? pivot = null; ;)
        {
            var page = await world.List(one, room, $"&limit=3{(pivot is null ? "" : $"&pivot={pivot}&older=true")}");
            if (page.Json.GetArrayLength() == 0)
                break;
            backward.InsertRange(0, page.Texts());
            pivot = page.Json[0].GetProperty("message_id").GetString();
            await world.Acting.Post(room, one.Number, "later");
        }
        backward.ShouldBe(expected);

        var forward = new List<string>();
        for (string? pivot = null; forward.Count < 26;)
        {
            var page = await world.List(one, room, $"&limit=3&older=false{(pivot is null ? "" : $"&pivot={pivot}")}");
            forward.AddRange(page.Texts());
            pivot = page.Json.EnumerateArray().Last().GetProperty("message_id").GetString();
        }
        forward.Take(20).ShouldBe(expected);
        forward.Skip(20).ShouldAllBe(text => text == "later");
    }

    /// <summary>Ambiguity 7.</summary>
    [Fact]
    public async Task the_limit_is_100_unless_said_and_1000_at_most()
    {
        var (room, one, _) = await Numbered(1002);
        (await world.List(one, room)).Json.GetArrayLength().ShouldBe(100);
        (await world.List(one, room, "&limit=1000")).Json.GetArrayLength().ShouldBe(1000);
        (await world.List(one, room, "&limit=9999999")).Texts().Count.ShouldBe(1000);
    }

    /// <summary>Contracts 1.8: what the wire has no word for.</summary>
    [Fact]
    public async Task every_kind_of_message_is_shown()
    {
        var room = await world.Conversation();
        var one = world.One.Number;
        await world.Acting.Post(room, one, "quoted");
        await world.Acting.Post(room, one, "reply", replyTo: new(1));
        await world.Acting.Post(room, one, "comment", parent: new(1));
        await world.Acting.Post(room, null, "system", MessageKind.System);
        await world.Acting.Post(room, one, "offline", MessageKind.Offline);
        await world.Acting.Post(room, one, "");
        await world.Acting.Post(room, one, "", MessageKind.Image, details: new() { MediaUrl = "https://img.example.com/a.png" });
        await world.Acting.Post(room, one, "", MessageKind.File, details: new() { MediaUrl = "https://x.example.com/some/a%20b.pdf?x=1" });
        await world.Acting.Post(room, one, "", MessageKind.Image, details: new() { Files = [await world.Acting.File(one, new byte[10], "no picture")] });
        await world.Acting.Post(room, one, "text and file", details: new() { Files = [await world.Acting.File(one, "x"u8.ToArray(), "x.txt")] });

        var answer = await world.List(world.One, room);

        string Text(string text) => $$"""{"from_user_id":"{{world.One.UserId}}","to_user_id":"{{world.Other.UserId}}","room_id":{{room}},"message_id":"<uuid>","status":"sent","type":"text","text":"{{text}}","created_at":"<string>"}""";
        string Other(string type, string members) => Text("").Replace("\"type\":\"text\",\"text\":\"\"", $"\"type\":\"{type}\",{members}", StringComparison.Ordinal);
        string[] expected =
        [
            Text("quoted"), Text("reply"), Text("comment"),
            Text("system").Replace(world.One.UserId, "", StringComparison.Ordinal).Replace(world.Other.UserId, "", StringComparison.Ordinal),
            Text("offline"), Text(""),
            Other("image", """ "image_url":"https://img.example.com/a.png","image_thumb_url":"https://img.example.com/a.png","image_width":"","image_height":"" """),
            Other("file", """ "file_url":"https://x.example.com/some/a%20b.pdf?x=1","file_name":"a b.pdf","file_size":"" """),
            Other("file", """ "file_url":"<url>","file_name":"no picture","file_size":"1" """),
            Text("text and file"),
        ];
        Golden.ShouldMatch($"[{string.Join(',', expected)}]", answer.Bytes);
    }

    [Fact]
    public async Task text_goes_out_as_it_was_written_and_edited()
    {
        var room = await world.Conversation();
        await world.Acting.Post(room, world.One.Number, "x", claimed: new(2020, 2, 29, 23, 59, 59, 999, TimeSpan.FromHours(2)));
        await world.Acting.Do(new EditMessage(room, world.One.Number, new(1), "ñ <&> \" 🙂"));
        var answer = await world.List(world.One, room);
        answer.Text.ShouldContain("\"text\":\"ñ <&> \\\" 🙂\"");
        answer.Json[0].GetProperty("created_at").GetString().ShouldBe("2020-02-29T21:59:59");
    }

    /// <summary>Ambiguity 8.</summary>
    [Fact]
    public async Task in_a_group_nobody_is_the_addressee()
    {
        var room = await world.Acting.Room(participants: [world.Lawyer.Number, world.Consulter.Number, world.Stranger.Number]);
        await world.Acting.Post(room, world.Lawyer.Number, "to all");
        (await world.List(world.Consulter, room)).Json[0].GetProperty("to_user_id").GetString().ShouldBe("");
    }

    [Fact]
    public async Task the_addressee_is_the_other_one_of_two()
    {
        var room = await world.Conversation();
        await world.Acting.Post(room, world.One.Number, "one");
        await world.Acting.Post(room, world.Other.Number, "other");
        foreach (var reader in new[] { world.One, world.Other })
        {
            (await world.List(reader, room)).Json.EnumerateArray()
                .Select(m => (m.GetProperty("from_user_id").GetString(), m.GetProperty("to_user_id").GetString()))
                .ShouldBe([(world.One.UserId, world.Other.UserId), (world.Other.UserId, world.One.UserId)]);
        }
    }

    private async Task<(RoomNumber Room, Client One, List<Guid> Ids)> Numbered(int count)
    {
        var room = await world.Conversation();
        var one = world.One;
        var ids = new List<Guid>();
        for (var i = 1; i <= count; i++)
            ids.Add((await world.Acting.Post(room, one.Number, $"{i}")).Id);
        return (room, one, ids);
    }
}
