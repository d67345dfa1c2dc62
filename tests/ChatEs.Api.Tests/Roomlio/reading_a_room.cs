using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Roomlio;

public sealed class reading_a_room(RoomlioWorld<reading_a_room> world) : IClassFixture<RoomlioWorld<reading_a_room>>
{
    private static readonly (string, string)[] Ids =
        [("room", "rm_[0-9a-v]{19}[0g]"), ("user", "usr_[0-9a-v]{19}[0g]"), ("message", "msg_[0-9a-v]{19}[0g]"), ("link", "lnk_[0-9a-v]{19}[0g]")];

    /// <summary>The one document: its example, to the byte where the values are not its own.</summary>
    [Fact]
    public async Task the_example_of_the_document_is_answered_as_it_shows()
    {
        var dan = new UserNumber((await world.Chat.User("acme", "dan")).UserNumber!.Value);
        await world.Acting.Do(new ChangeProfile(dan, Actor.Server, Username: "", Type: UserType.Admin));
        var room = await world.Acting.Room(name: "", participants: dan);
        world.Clock.Move(new DateTimeOffset(2021, 1, 6, 19, 13, 5, 678, TimeSpan.Zero) - world.Clock.GetUtcNow());
        await world.Acting.Post(room, dan, "Hi! I have a questions.");
        await world.Acting.Post(room, dan, "two");
        await world.Acting.Post(room, dan, "three");

        var answer = await world.Scenario(x => x
            .Post("/rpc/RoomlioService/RoomHistory")
            .Header("Authorization", $"Bearer {world.Key.Secret} ")
            .Body(System.Text.Encoding.UTF8.GetBytes($$"""{"roomID":"{{world.Id(room).Result}}", "limit": 2}"""), "application/json"));

        answer.ContentType.ShouldBe("application/json");
        Golden.ShouldMatch(
            """
            {
              "messages": [
                {
                  "id": "<message>",
                  "userID": "<user>",
                  "visibility": "private",
                  "username": "",
                  "first": "",
                  "last": "",
                  "userType": "admin",
                  "body": "Hi! I have a questions.",
                  "messageType": "user",
                  "links": [],
                  "roomID": "<room>",
                  "roomName": "",
                  "createdAt": "2021-01-06T19:13:05Z",
                  "editedAt": "0001-01-01T00:00:00Z"
                },
                {
                  "id": "<message>", "userID": "<user>", "visibility": "private", "username": "", "first": "", "last": "",
                  "userType": "admin", "body": "two", "messageType": "user", "links": [], "roomID": "<room>", "roomName": "",
                  "createdAt": "2021-01-06T19:13:05Z", "editedAt": "0001-01-01T00:00:00Z"
                }
              ],
              "hasMore": true,
              "nextCursor": "<message>"
            }
            """,
            answer.Bytes, Ids);
    }

    [Fact]
    public async Task an_empty_room_has_an_empty_list_and_an_empty_cursor() =>
        (await world.History(await world.Acting.Room())).Text.ShouldBe("""{"messages":[],"hasMore":false,"nextCursor":""}""");

    [Fact]
    public async Task what_is_known_of_room_and_author_is_filled_in()
    {
        await world.Acting.Do(new ChangeProfile(world.Ann, Actor.Server, Username: "ann", First: "Ann", Last: "Ñandú <&>"));
        var room = await world.Acting.Room("Lounge 🛋", isPublic: true, participants: world.Ann);
        await world.Acting.Post(room, world.Ann, "¿Qué tal? 🙂");

        var answer = await world.History(room);

        answer.Text.ShouldContain("¿Qué tal? 🙂");
        answer.Text.ShouldContain("Ñandú <&>");
        var message = answer.Only();
        message.GetProperty("visibility").GetString().ShouldBe("public");
        (message.GetProperty("username").GetString(), message.GetProperty("first").GetString(), message.GetProperty("roomName").GetString())
            .ShouldBe(("ann", "Ann", "Lounge 🛋"));
    }

    [Theory]
    [InlineData(UserType.Member, "member")]
    [InlineData(UserType.Admin, "admin")]
    [InlineData(UserType.Embed, "embed")]
    [InlineData(UserType.EmbedInsecure, "embed_insecure")]
    public async Task every_type_of_user_has_its_word(UserType type, string word)
    {
        var user = new UserNumber((await world.Chat.User("acme", $"typed-{word}")).UserNumber!.Value);
        await world.Acting.Do(new ChangeProfile(user, Actor.Server, Type: type));
        var room = await world.Acting.Room(participants: user);
        await world.Acting.Post(room, user, "hello");
        (await world.History(room)).Only().GetProperty("userType").GetString().ShouldBe(word);
    }

    /// <summary>Contracts 1.8: what the wire has no word for.</summary>
    [Fact]
    public async Task every_kind_of_message_is_shown()
    {
        var room = await world.Acting.Room(participants: world.Ann);
        var image = await world.Acting.File(world.Ann, Pictures.Png(3, 2), "a b.png");
        var paper = await world.Acting.File(world.Ann, "%PDF-1.4 x"u8.ToArray(), "paper.pdf");
        var first = await world.Acting.Post(room, world.Ann, "quoted");
        await world.Acting.Post(room, world.Ann, "a reply", replyTo: first.Number);
        await world.Acting.Post(room, world.Ann, "a comment", parent: first.Number);
        await world.Acting.Post(room, null, "somebody joined", MessageKind.System);
        await world.Acting.Post(room, world.Ann, "is anybody there?", MessageKind.Offline);
        await world.Acting.Post(room, world.Ann, "", MessageKind.Image, details: new() { Files = [image] });
        await world.Acting.Post(room, world.Ann, "", MessageKind.Image, details: new() { MediaUrl = "https://img.example.com/x.png" });
        await world.Acting.Post(room, world.Ann, "", MessageKind.File, details: new() { Files = [paper] });
        await world.Acting.Post(room, world.Ann, "see", details: new() { Links = [new("https://a.example.com", LinkType.Page), new("https://b.example.com/p.gif", LinkType.Image)] });
        await world.Acting.Post(room, world.Ann, "");

        var messages = (await world.History(room)).Json.GetProperty("messages").EnumerateArray().ToList();

        messages.Select(m => m.GetProperty("body").GetString()).ShouldBe(
            ["quoted", "a reply", "a comment", "somebody joined", "is anybody there?", "", "", "paper.pdf", "see", ""]);
        messages.Select(m => m.GetProperty("messageType").GetString()).ShouldBe(
            ["user", "user", "user", "system", "offline", "user", "user", "user", "user", "user"]);
        messages[3].GetProperty("userID").GetString().ShouldBe("");
        messages[3].GetProperty("userType").GetString().ShouldBe("member");
        var links = messages.Select(m => m.GetProperty("links")).ToList();
        links.Select(l => l.GetArrayLength()).ShouldBe([0, 0, 0, 0, 0, 1, 1, 0, 1, 0]);
        Golden.ShouldMatch("""{"id":"<link>","type":"image","url":"<signed>"}""", System.Text.Encoding.UTF8.GetBytes(links[5][0].GetRawText()),
            [.. Ids, ("signed", @"http://localhost/files/\d+/a%20b\.png\?expires=\d+&signature=[\w-]+")]);
        links[6][0].GetProperty("url").GetString().ShouldBe("https://img.example.com/x.png");
        links[8][0].GetProperty("url").GetString().ShouldBe("https://b.example.com/p.gif");
        links.SelectMany(l => l.EnumerateArray()).Select(l => l.GetProperty("id").GetString()).ShouldBeUnique();
        (await world.Scenario(x => x.Get(new Uri(links[5][0].GetProperty("url").GetString()!).PathAndQuery))).Bytes.ShouldBe(Pictures.Png(3, 2));
    }

    /// <summary>Ambiguity 10.</summary>
    [Fact]
    public async Task an_edited_message_has_its_new_text_and_a_deleted_one_is_left_out()
    {
        var room = await world.Acting.Room(participants: world.Ann);
        await world.Acting.Post(room, world.Ann, 3);
        await world.Acting.Do(new EditMessage(room, world.Ann, new(1), "changed"));
        await world.Acting.Do(new DeleteMessage(room, world.Ann, new(2)));

        var answer = await world.History(room);

        answer.Bodies().ShouldBe(["changed", "message 3"]);
        answer.Json.GetProperty("messages")[0].GetProperty("editedAt").GetString()!.ShouldMatch(@"\A2021-01-0\dT\d\d:\d\d:\d\dZ\z");
        answer.Json.GetProperty("messages")[1].GetProperty("editedAt").GetString().ShouldBe("0001-01-01T00:00:00Z");
    }

    [Fact]
    public async Task a_claimed_time_is_the_one_shown_and_the_id_keeps_the_order_of_the_room()
    {
        var room = await world.Acting.Room(participants: world.Ann);
        await world.Acting.Post(room, world.Ann, "now");
        await world.Acting.Post(room, world.Ann, "then", claimed: new(1999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero));

        var messages = (await world.History(room)).Json.GetProperty("messages").EnumerateArray().ToList();

        messages[1].GetProperty("createdAt").GetString().ShouldBe("1999-12-31T23:59:59Z");
        messages.Select(m => m.GetProperty("id").GetString()!).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
    }

    [Fact]
    public async Task the_same_message_has_the_same_ids_in_every_answer()
    {
        var room = await world.Acting.Room(participants: [world.Ann, world.Ben]);
        await world.Acting.Post(room, world.Ann, "one");
        await world.Acting.Post(room, world.Ben, "two");
        var messages = (await world.History(room)).Json.GetProperty("messages").EnumerateArray().ToList();
        (await world.History(room)).Json.GetProperty("messages").GetRawText().ShouldBe($"[{string.Join(',', messages.Select(m => m.GetRawText()))}]");
        messages.Select(m => m.GetProperty("roomID").GetString()).Distinct().ShouldBe([await world.Id(room)]);
        messages.Select(m => m.GetProperty("userID").GetString()).ShouldBeUnique();
    }
}
