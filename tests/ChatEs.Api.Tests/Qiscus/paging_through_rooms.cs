using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class paging_through_rooms(QiscusHost<paging_through_rooms> host) : IClassFixture<QiscusHost<paging_through_rooms>>
{
    private static readonly string[] All = [.. Enumerable.Range(1, 130).Select(i => $"room {i}").Reverse()];

    [Theory]
    [InlineData("", 100, 1)]
    [InlineData("&page=", 100, 1)]
    [InlineData("&page=1", 20, 1)]
    [InlineData("&page=2", 20, 2)]
    [InlineData("&limit=7", 7, 1)]
    [InlineData("&page=2&limit=50", 50, 2)]
    [InlineData("&page=1&limit=100", 100, 1)]
    [InlineData("&page=1&limit=101", 100, 1)]
    [InlineData("&page=1&limit=0", 100, 1)]
    [InlineData("&limit=-5", 100, 1)]
    [InlineData("&page=0", 20, 1)]
    [InlineData("&page=-3&limit=10", 10, 1)]
    public async Task ambiguity_1_of_get_user_rooms(string query, int limit, int page)
    {
        var user = await Collector();
        var answer = await host.Get($"get_user_rooms?user_id={user}{query}");
        var meta = answer.Json.GetProperty("results").GetProperty("meta");
        meta.GetProperty("current_page").GetInt32().ShouldBe(page);
        meta.GetProperty("total_room").GetInt32().ShouldBe(130);
        answer.Results("rooms").Select(room => room.GetProperty("room_name").GetString()).ShouldBe(All.Skip((page - 1) * limit).Take(limit));
    }

    [Fact]
    public async Task ambiguity_1_a_page_beyond_the_end_is_empty()
    {
        var user = await Collector();
        foreach (var page in new[] { "8", "1000000", "9223372036854775807" })
        {
            var answer = await host.Get($"get_user_rooms?user_id={user}&page={page}");
            answer.Results("rooms").ShouldBeEmpty();
            answer.Json.GetProperty("results").GetProperty("meta").GetProperty("total_room").GetInt32().ShouldBe(130);
        }
    }

    [Fact]
    public async Task ambiguity_10_the_room_of_the_last_message_comes_first()
    {
        var user = host.New("lively");
        var rooms = new[] { await host.Group("a", user), await host.Group("b", user), await host.Group("c", user) };
        await host.Comment(rooms[0], user, "hello");
        (await host.Get($"get_user_rooms?user_id={user}")).Rooms().ShouldBe([rooms[0], rooms[2], rooms[1]]);
        // What the room is called is no activity.
        await host.Post("update_room", $$"""{"room_id":"{{rooms[1]}}","room_name":"renamed"}""");
        (await host.Get($"get_user_rooms?user_id={user}")).Rooms().ShouldBe([rooms[0], rooms[2], rooms[1]]);
    }

    [Fact]
    public async Task rooms_of_one_type_are_counted_alone()
    {
        var user = host.New("typed");
        var (group, single) = (await host.Group("g", user), await host.Single(user, host.New("peer")));
        var channel = (await host.Get($"get_or_create_channel?unique_id={host.New("c")}&participants[]={user}")).Room();
        await Shows("", channel, single, group);
        await Shows("&room_type=single", single);
        await Shows("&room_type=group", channel, group);
        (await host.Get($"get_user_rooms?user_id={user}&room_type=public_channel", 400)).ErrorShouldBe(400, null, "room_type: ");

        async Task Shows(string query, params string[] rooms)
        {
            var answer = await host.Get($"get_user_rooms?user_id={user}{query}");
            answer.Rooms().ShouldBe(rooms);
            answer.Json.GetProperty("results").GetProperty("meta").GetProperty("total_room").GetInt32().ShouldBe(rooms.Length);
        }
    }

    [Fact]
    public async Task settled_3_an_unknown_user_has_no_rooms()
    {
        (await host.Get("get_user_rooms?user_id=nobody%40email.com&page=3")).Text
            .ShouldBe("""{"results":{"meta":{"current_page":3,"total_room":0},"rooms":[]},"status":200}""");
        (await host.Get("get_unread_count?user_id=nobody%40email.com")).Text.ShouldBe("""{"results":{"unread_counts":[]},"status":200}""");
    }

    [Theory]
    [InlineData("", 1, 20)]
    [InlineData("&page=2", 21, 20)]
    [InlineData("&page=3&limit=50", 101, 20)]
    [InlineData("&limit=1000", 1, 100)]
    [InlineData("&limit=0", 1, 20)]
    [InlineData("&page=7&limit=100", 1, 0)]
    public async Task ambiguity_10_participants_come_in_the_order_of_joining(string query, int first, int count)
    {
        var answer = await host.Get($"get_room_participants?room_id={await Crowd()}{query}");
        answer.Results("participants").Select(p => p.GetProperty("user_id").GetString())
            .ShouldBe(Enumerable.Range(first, count).Select(i => $"member-{i:000}"));
    }

    [Theory]
    [InlineData("get_room_participants?room_id=1&page=x", "page: ")]
    [InlineData("get_room_participants?room_id=1&limit=1.5", "limit: ")]
    [InlineData("get_user_rooms?user_id=x&page=99999999999999999999", "page: ")]
    [InlineData("get_user_rooms?user_id=x&limit=ten&page=one", "page: ", "limit: ")]
    public async Task pages_are_whole_numbers(string call, params string[] wrong)
    {
        var answer = await host.Get(call, 400);
        foreach (var detail in wrong)
            answer.Text.ShouldContain($"\"{detail}Must be a whole number.\"");
    }

    [Fact]
    public async Task a_walk_by_range_sees_each_comment_once_while_others_post()
    {
        var user = host.New("walker");
        var room = await host.Group("Walk", user);
        var first = await host.Comment(room, user, "0");
        for (var i = 1; i < 250; i++)
            await host.Comment(room, user, $"{i}");
        var posting = Task.Run(async () =>
        {
            for (var i = 250; i < 350; i++)
                await host.Comment(room, user, $"{i}");
        });

        List<string> seen = [];
        for (var from = first; ;)
        {
            var finished = posting.IsCompleted;
            var page = (await host.Get($"load_comments_with_range?room_id={room}&first_comment_id={from}&last_comment_id={first + 1_000_000}")).Results("comments");
            seen.AddRange(page.Select(comment => comment.GetProperty("message").GetString()!));
            if (page is [.., var last])
                from = last.GetProperty("id").GetInt64() + 1;
            else if (finished)
                break;
        }
        await posting;
        seen.ShouldBe(Enumerable.Range(0, 350).Select(i => $"{i}"));
    }

    /// <summary>A user in 130 rooms.</summary>
    private async Task<string> Collector()
    {
        if ((await host.Get("get_user_rooms?user_id=collector&limit=1")).Results("rooms").Count == 0)
        {
            for (var i = 1; i <= 130; i++)
                await host.Group($"room {i}", "collector");
        }
        return "collector";
    }

    /// <summary>A room of 120 who came one behind the other.</summary>
    private async Task<string> Crowd()
    {
        var room = await host.Get("get_or_create_channel?unique_id=crowd&participants[]=member-001");
        if (room.Changed())
        {
            for (var i = 2; i <= 120; i++)
                await host.Post("add_room_participants", $$"""{"room_id":"{{room.Room()}}","user_ids":["member-{{i:000}}"]}""");
        }
        return room.Room();
    }
}
