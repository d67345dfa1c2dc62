using System.Text.Json;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class counting_unread_messages(QiscusHost<counting_unread_messages> host) : IClassFixture<QiscusHost<counting_unread_messages>>
{
    [Fact]
    public async Task ambiguity_8_without_rooms_all_of_the_users_come_last_activity_first()
    {
        var (reader, writer) = (host.New("reader"), host.New("writer"));
        var rooms = new[] { await host.Group("a", reader, writer), await host.Group("b", reader, writer), await host.Group("c", reader, writer) };
        await host.Comment(rooms[0], writer, "one");
        await host.Comment(rooms[1], writer, "two");
        await host.Comment(rooms[0], writer, "three");
        Counts(await host.Get($"get_unread_count?user_id={reader}")).ShouldBe([(rooms[0], 2), (rooms[1], 1), (rooms[2], 0)]);
        Counts(await host.Get($"get_unread_count?user_id={reader}&room_ids[]=&room_channel_ids=")).Count().ShouldBe(3);
        Counts(await host.Get($"get_unread_count?user_id={writer}")).Select(c => c.Unread).ShouldAllBe(unread => unread == 0);
    }

    [Fact]
    public async Task ambiguity_9_only_rooms_of_the_user_count_in_the_order_asked()
    {
        var (reader, writer, channel) = (host.New("reader"), host.New("writer"), host.New("channel"));
        var (one, other, foreign) = (await host.Group("a", reader, writer), await host.Group("b", reader, writer), await host.Group("c", writer));
        await host.Post("update_room", $$"""{"room_id":"{{other}}","room_channel_id":"{{channel}}"}""");
        await host.Comment(other, writer, "hi");
        await host.Comment(foreign, writer, "hi");
        Counts(await host.Get($"get_unread_count?user_id={reader}&room_channel_ids[]={channel}&room_ids[]={foreign}&room_ids[]={one}&room_ids[]=99999&room_ids[]={one}"))
            .ShouldBe([(one, 0), (other, 1)]);
        Counts(await host.Get($"get_unread_count?user_id={reader}&room_ids={foreign}")).ShouldBeEmpty();
        Counts(await host.Get($"get_unread_count?user_id={reader}&room_channel_ids=unknown")).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_seen_deleted_or_left_is_not_unread()
    {
        var (reader, writer) = (await host.Chat.User("acme", host.New("reader")), host.New("writer"));
        var room = await host.Group("a", reader.UserId!, writer);
        for (var i = 0; i < 5; i++)
            await host.Comment(room, writer, $"{i}");
        await host.Chat.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(reader).Json("""{"message":2}"""));
        (await Unread()).ShouldBe(4);
        await host.Chat.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/4").As(host.Acme);
            x.AnyStatus();
        });
        (await Unread()).ShouldBe(3);
        (await host.Get($"load_comments?room_id={room}")).Results("comments").Count.ShouldBe(4);
        await host.Post("remove_room_participants", $$"""{"room_id":"{{room}}","user_ids":["{{reader.UserId}}"]}""");
        Counts(await host.Get($"get_unread_count?user_id={reader.UserId}")).ShouldBeEmpty();
        await host.Post("add_room_participants", $$"""{"room_id":"{{room}}","user_ids":["{{reader.UserId}}"]}""");
        (await Unread()).ShouldBe(0);

        async Task<long> Unread() => Counts(await host.Get($"get_unread_count?user_id={reader.UserId}&room_ids={room}")).Single().Unread;
    }

    [Fact]
    public async Task totals_are_told_in_the_order_asked()
    {
        var (reader, writer) = (host.New("reader"), host.New("writer"));
        foreach (var room in new[] { await host.Group("a", reader, writer), await host.Group("b", reader, writer) })
            await host.Comment(room, writer, "hi");
        Golden.ShouldMatch(
            $$"""{"results":{"user_unread_count":[{"user_id":"{{writer}}","unread_count":0},{"user_id":"{{reader}}","unread_count":2}]},"status":200}""",
            (await host.Get($"get_user_unread_count?user_ids[]={writer}&user_ids[]=nobody&user_ids[]={reader}&user_ids[]={writer}")).Bytes);
        (await host.Get("get_user_unread_count", 400)).ErrorShouldBe(400, null, "user_ids: Is missing.");
    }

    [Fact]
    public async Task users_with_something_unread_are_listed_page_by_page()
    {
        var app = await host.Chat.Tenant(host.New("unread"));
        var ids = Enumerable.Range(1, 105).Select(i => $"u{i}").ToArray();
        var room = (await host.Chat.Post(app, "create_room", JsonSerializer.Serialize(new { room_name = "x", participants = ids, creator = "u1" }))).Room();
        await host.Chat.Post(app, "post_comment", $$"""{"user_id":"u1","room_id":"{{room}}","message":"hi"}""");
        var readers = ids[1..].Order(StringComparer.Ordinal).ToArray();
        var first = await Page("");
        first.Length.ShouldBe(100);
        first.Concat(await Page("page=2")).Order(StringComparer.Ordinal).ShouldBe(readers);
        (await Page("page=3&limit=0")).ShouldBeEmpty();
        (await Page("limit=101")).Length.ShouldBe(100);
        (await Page("limit=7")).Length.ShouldBe(7);
        (await Page("start_time=2000-01-01%2000:00:00&end_time=2001-01-01%2000:00:00")).ShouldBeEmpty();
        (await Page("start_time=2000-01-01%2000:00:00")).Length.ShouldBe(100);
        (await host.Chat.Get(app, "get_unread_users?start_time=yesterday", 400)).ErrorShouldBe(400, null, "start_time: ");

        async Task<string[]> Page(string query) =>
            [.. (await host.Chat.Get(app, $"get_unread_users?{query}")).Results("user_ids").Select(id => id.GetString()!)];
    }

    private static IEnumerable<(string Room, long Unread)> Counts(Answer answer) => answer.Results("unread_counts")
        .Select(count => (count.GetProperty("room_id").GetString()!, count.GetProperty("unread_count").GetInt64()));
}
