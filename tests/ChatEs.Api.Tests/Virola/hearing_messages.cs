using System.Text.Json;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

/// <summary>What the WebSocket says of messages, to whom.</summary>
public sealed class hearing_messages(ListeningHost<hearing_messages> host) : IClassFixture<ListeningHost<hearing_messages>>
{
    private const string Created = "TextMessagesCreated";
    private const string Updated = "TextMessagesUpdated";
    private const string Room = "RoomUpdated";

    [Fact]
    public async Task a_post_is_told_to_everybody_in_the_room_its_author_too_each_with_his_own_count()
    {
        var room = await host.Room();
        await using var ann = await host.Listen(host.Ann);
        await using var ben = await host.Listen(host.Ben, host.Other);

        var posted = await host.Acting.Post(room, Number(host.Ann), "Grüße 🎈");

        foreach (var (socket, unread) in new[] { (ann, 0), (ben, 1) })
        {
            var created = await socket.Next(Created);
            Golden.ShouldMatch(
                $$$$"""
                {"type":"TextMessagesCreated","data":{"messages":[{"attachments":[],"commentCount":0,"createdUtc":"<number>","lastEditedUtc":"<number>",
                "lastModifiedUtc":"<number>","markupType":"TextPlain","messageId":{{{{posted.Id()}}}},"messageType":"Regular","parentMessageId":0,
                "priority":"Normal","roomId":{{{{room}}}},"text":"Grüße 🎈","userId":{{{{host.Ann.UserNumber}}}},"readTimestamps":[]}]}}
                """, Bytes(created));
            Golden.ShouldMatch(
                $$$$"""
                {"type":"RoomUpdated","data":{"room":{"createdUtc":"<number>","displayName":"<text>","lastModifiedUtc":"<number>","roomId":{{{{room}}}},
                "roomType":"Private","unreadMessageCount":{{{{unread}}}},"isArchived":false,"isModerator":false,"isPinned":false,
                "lastMessage":{"createdUtc":"<number>","messageId":{{{{posted.Id()}}}} } } } }
                """, Bytes(await socket.Next(Room)));
            created.Data.GetProperty("messages")[0].GetRawText().ShouldBe(await Shown(room, posted.Number));
        }
    }

    [Fact]
    public async Task a_comment_is_told_with_the_message_that_it_is_on_when_it_comes_and_when_it_goes()
    {
        var room = await host.Room();
        var posted = await host.Acting.Post(room, Number(host.Ann), "What time?");
        await using var ben = await host.Listen(host.Ben);

        var comment = await host.Acting.Post(room, Number(host.Ann), "At noon", parent: posted.Number);

        var created = Only(await ben.Next(Created));
        (Id(created), created.GetProperty("parentMessageId").GetInt64()).ShouldBe((comment.Id(), posted.Id()));
        Comments(await ben.Next(Updated), posted).ShouldBe(1);
        await ben.Next(Room);

        await host.Acting.Do(new DeleteMessage(room, Number(host.Ann), comment.Number));

        (await ben.Next("TextMessageDeleted")).Text.ShouldBe(
            $$$"""{"type":"TextMessageDeleted","data":{"parentMessageId":{{{posted.Id()}}},"roomId":{{{room}}},"messageId":{{{comment.Id()}}}}}""");
        Comments(await ben.Next(Updated), posted).ShouldBe(0);
        Unread(await ben.Next(Room)).ShouldBe(1);
    }

    [Fact]
    public async Task reading_is_shown_to_everybody_and_counts_for_the_reader_and_the_second_time_is_no_news()
    {
        var room = await host.Room();
        var posted = await host.Acting.Post(room, Number(host.Ann), "read me");
        await using var ann = await host.Listen(host.Ann);
        await using var ben = await host.Listen(host.Ben);

        foreach (var _ in new[] { 1, 2 })
            await host.Chat.Scenario(x => x.Post($"/api/v1/messages/{posted.Id()}/read").As(host.Ben).Json("{}"));

        foreach (var socket in new[] { ann, ben })
        {
            Readers(await socket.Next(Updated)).ShouldBe([host.Ben.UserNumber!.Value]);
            Unread(await socket.Next(Room)).ShouldBe(0);
        }
        // The author's own, which changes no count, is the next that is told.
        await host.Acting.Do(MarkSeen.One(room, Number(host.Ann), posted.Number));
        foreach (var socket in new[] { ann, ben })
        {
            Readers(await socket.Next(Updated)).ShouldBe([host.Ann.UserNumber!.Value, host.Ben.UserNumber!.Value], ignoreOrder: true);
            Unread(await socket.Next(Room)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task who_has_read_a_comment_is_told_to_the_reader_and_its_author_alone()
    {
        var room = await host.Room(more: host.Cid);
        var posted = await host.Acting.Post(room, Number(host.Cid), "What time?");
        var comment = await host.Acting.Post(room, Number(host.Ann), "At noon", parent: posted.Number);
        await using var ann = await host.Listen(host.Ann);
        await using var ben = await host.Listen(host.Ben);
        await using var cid = await host.Listen(host.Cid);

        await host.Acting.Do(MarkSeen.One(room, Number(host.Ben), comment.Number));

        foreach (var socket in new[] { ann, ben })
        {
            var read = Only(await socket.Next(Updated));
            (Id(read), read.GetProperty("readTimestamps")[0].GetProperty("userId").GetInt64()).ShouldBe((comment.Id(), host.Ben.UserNumber!.Value));
        }
        (await host.Heard(cid, room, host.Cid)).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_seen_in_one_act_is_told_of_the_newest_hundred_and_only_what_was_new()
    {
        var room = await host.Room();
        await host.Acting.Post(room, Number(host.Ann), 120);
        await host.Acting.Do(MarkSeen.One(room, Number(host.Ben), new(110)));
        await using var ann = await host.Listen(host.Ann);

        await host.Acting.Do(MarkSeen.UpTo(room, Number(host.Ben), new(120)));

        var seen = (await ann.Next(Updated)).Data.GetProperty("messages").EnumerateArray().Select(Id).ToList();
        seen.ShouldBe(Enumerable.Range(21, 100).Where(number => number != 110).Select(number => new MessageNumber(number).IdIn(room)));
        await ann.Next(Room);
    }

    [Fact]
    public async Task edits_and_files_show_in_the_message_and_reactions_have_no_word()
    {
        var room = await host.Room();
        var posted = await host.Acting.Post(room, Number(host.Ann), "draft");
        await using var ben = await host.Listen(host.Ben);

        await host.Acting.Do(new EditMessage(room, Number(host.Ann), posted.Number, "final"));
        Only(await ben.Next(Updated)).GetProperty("text").GetString().ShouldBe("final");
        await host.Acting.Do(new AddReaction(room, Number(host.Ben), posted.Number, "👍"));
        await host.Chat.Scenario(x => x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ann).Content(Virola.Form(("files", "a.txt", "hello"u8.ToArray()))));
        var file = Only(await ben.Next(Updated)).GetProperty("attachments")[0];
        (file.GetProperty("fileName").GetString(), file.GetProperty("fileChecksum").GetString()!.Length).ShouldBe(("a.txt", 40));
        await host.Chat.Scenario(x => x.Delete($"/api/v1/attachments/{file.GetProperty("attachmentId")}").As(host.Ann));
        Only(await ben.Next(Updated)).GetProperty("attachments").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task a_deletion_is_told_and_is_unread_no_more()
    {
        var room = await host.Room();
        var kept = await host.Acting.Post(room, Number(host.Ann), "kept");
        var posted = await host.Acting.Post(room, Number(host.Ann), "slip");
        await using var ben = await host.Listen(host.Ben);

        await host.Chat.Scenario(x => x.Delete($"/api/v1/messages/{posted.Id()}").As(host.Ann));

        (await ben.Next("TextMessageDeleted")).Text.ShouldBe(
            $$$"""{"type":"TextMessageDeleted","data":{"parentMessageId":0,"roomId":{{{room}}},"messageId":{{{posted.Id()}}}}}""");
        var shown = (await ben.Next(Room)).Data.GetProperty("room");
        (shown.GetProperty("unreadMessageCount").GetInt64(), shown.GetProperty("lastMessage").GetProperty("messageId").GetInt64()).ShouldBe((1, kept.Id()));
    }

    [Fact]
    public async Task a_storm_from_two_services_is_told_once_and_in_the_order_of_the_log_and_the_last_count_is_right()
    {
        const int Many = 300;
        var room = await host.Room();
        await using var ann = await host.Listen(host.Ann);
        await using var ben = await host.Listen(host.Ben, host.Other);

        var other = new Acting(host.Other);
        await Parallel.ForAsync(0, Many, async (i, _) =>
            await (i % 2 == 0 ? host.Acting : other).Post(room, Number(i % 3 == 0 ? host.Ann : host.Ben), $"{i}"));

        foreach (var (socket, unread) in new[] { (ann, 200), (ben, 100) })
        {
            var ids = new List<long>();
            Frame? last = null;
            while (ids.Count < Many || last?.Type != Room)
            {
                last = (await socket.Next()).ShouldNotBeNull();
                if (last.Type == Created)
                    ids.Add(Id(Only(last)));
            }
            ids.ShouldBe(Enumerable.Range(1, Many).Select(number => new MessageNumber(number).IdIn(room)));
            Unread(last).ShouldBe(unread);
        }
    }

    [Fact]
    public async Task connections_to_the_database_that_break_cost_nobody_a_frame()
    {
        var room = await host.Room();
        await using var ben = await host.Listen(host.Ben, host.Other);
        await host.Acting.Post(room, Number(host.Ann), "before");
        await ben.Next(Created);
        await ben.Next(Room);

        await using (var db = PostgresEventStore.DataSource(host.Chat.ConnectionString, "chat"))
        {
            await using var command = db.CreateCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            await command.ExecuteNonQueryAsync();
        }
        // Whoever posts is told that the database was away, and posts again.
        for (var posted = false; !posted;)
        {
            await host.Chat.Scenario(x =>
            {
                x.Post($"/api/v1/rooms/{room}/messages").As(host.Ann).Json("""{"content":"after"}""");
                x.AnyStatus();
                x.AnswerShould(answer => posted = answer.Status == 200);
            });
        }

        Only(await ben.Next(Created)).GetProperty("text").GetString().ShouldBe("after");
        Unread(await ben.Next(Room)).ShouldBe(2);
    }

    private async Task<string> Shown(RoomNumber room, MessageNumber number) =>
        (await host.Chat.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages?cursor={number.Next.IdIn(room)}&limit=1&direction=backward").As(host.Ann)))
        .Json.GetProperty("messages")[0].GetRawText();

    private static long Comments(Frame frame, MessagePostedResult on)
    {
        var message = Only(frame);
        Id(message).ShouldBe(on.Id());
        return message.GetProperty("commentCount").GetInt64();
    }

    private static long Unread(Frame frame) => frame.Data.GetProperty("room").GetProperty("unreadMessageCount").GetInt64();

    private static IEnumerable<long> Readers(Frame frame) =>
        Only(frame).GetProperty("readTimestamps").EnumerateArray().Select(read => read.GetProperty("userId").GetInt64());

    private static JsonElement Only(Frame frame) => frame.Data.GetProperty("messages").EnumerateArray().Single();

    private static long Id(JsonElement message) => message.GetProperty("messageId").GetInt64();

    private static byte[] Bytes(Frame frame) => System.Text.Encoding.UTF8.GetBytes(frame.Text);

    private static UserNumber Number(Identity user) => new(user.UserNumber!.Value);
}
