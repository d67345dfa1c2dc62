using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ChatMessages;

public sealed class finding_messages(ActingHost<finding_messages> host) : IClassFixture<ActingHost<finding_messages>>
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.FromUnixTimeMilliseconds(1_600_000_000_000);

    [Fact]
    public async Task without_a_filter_the_newest_of_all_rooms_that_the_account_is_in_come_oldest_first()
    {
        var dora = await host.Chat.User("acme", host.New("dora"));
        var (one, two, publicOne) = (await host.Room(), await host.Room(), await host.Room(RoomVisibility.Public));
        foreach (var room in new[] { one, two })
            await host.Do(new AddParticipants(room, Actor.Server, [ActingHost<finding_messages>.Number(dora)]));
        await host.Post(publicOne, host.Ann, "not-hers");
        await host.Post(one, host.Ann, "b", claimedAt: Begin.AddSeconds(2));
        await host.Post(two, host.Ann, "a", claimedAt: Begin.AddSeconds(1));
        await host.Post(two, host.Ann, "d", claimedAt: Begin.AddSeconds(4));
        await host.Post(one, host.Ann, "c", claimedAt: Begin.AddSeconds(3));

        var all = await Find(dora, "");
        all.Texts().ShouldBe("a b c d");
        all.Header("X-Total-Count").ShouldBe("4");
        all.Header("Link").ShouldBeNull();
        (await Find(dora, "?$limit=2")).Texts().ShouldBe("c d");
        (await Find(dora, "?$limit=2&$skip=1")).Texts().ShouldBe("b c");
        (await Find(dora, "?$sort[createdAt]=-1&$limit=3")).Texts().ShouldBe("d c b");
        (await Find(dora, "?$sort[createdAt]=1&$limit=3")).Texts().ShouldBe("a b c");
        (await Find(dora, "?%24sort%5BcreatedAt%5D=1&%24limit=1")).Texts().ShouldBe("a");
    }

    [Fact]
    public async Task in_a_room_they_come_by_their_number_whatever_time_they_claim()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "a", claimedAt: Begin.AddSeconds(9));
        await host.Post(room, host.Ann, "b", claimedAt: Begin.AddSeconds(1));
        await host.Post(room, host.Ann, "c", claimedAt: Begin.AddSeconds(5));
        (await Find(host.Ann, $"?room={room}")).Texts().ShouldBe("a b c");
        (await Find(host.Ann, $"?room={room}&$limit=2")).Texts().ShouldBe("b c");
        (await Find(host.Ann, $"?room={room}&$limit=2&$skip=2")).Texts().ShouldBe("a");
        (await Find(host.Ann, $"?room={room}&$sort[createdAt]=1")).Texts().ShouldBe("b c a");
        (await Find(host.Ann, $"?room={room}&$sort[createdAt]=-1&$skip=1")).Texts().ShouldBe("c b");
    }

    [Theory]
    [InlineData("createdAt[$gt]=1600000002000", "c d")]
    [InlineData("createdAt[$gte]=1600000002000", "b c d")]
    [InlineData("createdAt[$lt]=1600000002000", "a")]
    [InlineData("createdAt[$lte]=1600000002000", "a b")]
    [InlineData("createdAt[$gt]=1600000001000&createdAt[$lt]=1600000003000", "b")]
    [InlineData("createdAt[$gte]=1600000001000&createdAt[$gt]=1600000002000", "c d")]
    [InlineData("createdAt=1600000003000", "c")]
    [InlineData("createdBy=ann", "a c")]
    [InlineData("createdBy=ben&createdAt[$gt]=1600000003000", "d")]
    [InlineData("createdBy=nobody", "")]
    [InlineData("session=s1", "b c")]
    [InlineData("session=s1&createdBy=ann", "c")]
    [InlineData("session=none", "")]
    [InlineData("session=%00", "")]
    [InlineData("createdBy=%00", "")]
    [InlineData("unknown=1&$populate=x&$limit=2", "c d")]
    public async Task a_filter_lets_through_what_it_says_and_counts_it(string query, string expected)
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "a", claimedAt: Begin.AddSeconds(1));
        await host.Post(room, host.Ben, "b", claimedAt: Begin.AddSeconds(2), details: new() { Session = "s1" });
        await host.Post(room, host.Ann, "c", claimedAt: Begin.AddSeconds(3), details: new() { Session = "s1" });
        await host.Post(room, host.Ben, "d", claimedAt: Begin.AddSeconds(4));
        var deleted = await host.Post(room, host.Ben, "x", claimedAt: Begin.AddSeconds(3), details: new() { Session = "s1" });
        await host.Do(new DeleteMessage(room, Actor.Server, deleted.Number));

        var found = await Find(host.Ann, $"?room={room}&{query}");
        found.Texts().ShouldBe(expected);
        var total = query.Contains("$limit", StringComparison.Ordinal) ? 4 : expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        found.Header("X-Total-Count").ShouldBe($"{total}");
    }

    [Fact]
    public async Task a_time_is_compared_by_the_milliseconds_that_are_shown()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "a", claimedAt: Begin.AddMicroseconds(700));
        (await Find(host.Ann, $"?room={room}&createdAt[$gt]=1600000000000")).Texts().ShouldBe("");
        (await Find(host.Ann, $"?room={room}&createdAt[$lte]=1600000000000")).Texts().ShouldBe("a");
        (await Find(host.Ann, $"?room={room}&createdAt=1600000000000")).Texts().ShouldBe("a");
    }

    [Fact]
    public async Task a_hundred_are_usual_a_thousand_the_most_and_none_is_a_count()
    {
        var room = await host.Room();
        for (var i = 0; i < 120; i++)
            await host.Post(room, host.Ann, $"{i}");
        (await Find(host.Ann, $"?room={room}")).Ids().Count.ShouldBe(100);
        (await Find(host.Ann, $"?room={room}&$limit=5000")).Ids().Count.ShouldBe(120);
        var none = await Find(host.Ann, $"?room={room}&$limit=0");
        (none.Text, none.Header("X-Total-Count"), none.Header("Link")).ShouldBe(("[]", "120", null));
    }

    [Fact]
    public async Task more_than_a_thousand_that_a_filter_lets_through_are_paged_but_not_counted()
    {
        var room = await host.Room();
        await Task.WhenAll(Enumerable.Range(0, 1_001).Select(i => host.Post(room, host.Ann, $"{i}")));
        var found = await Find(host.Ann, $"?room={room}&createdBy=ann&$limit=1000");
        (found.Ids().Count, found.Header("X-Total-Count")).ShouldBe((1_000, null));
        found.Header("Link").ShouldNotBeNull().ShouldContain("rel=\"next\"");
        var last = await Find(host.Ann, $"?room={room}&createdBy=ann&$limit=1000&$skip=1000");
        (last.Ids().Count, last.Header("Link")!.Contains("next", StringComparison.Ordinal)).ShouldBe((1, false));
        (await Find(host.Ann, $"?room={room}&createdBy=ben")).Header("X-Total-Count").ShouldBe("0");
    }

    [Fact]
    public async Task links_lead_through_all_messages_each_once()
    {
        var room = await host.Room();
        for (var i = 0; i < 25; i++)
            await host.Post(room, host.Ann, $"{i:00}");
        var (seen, next) = (new List<string>(), $"/chat-messages?room={room}&$limit=10");
        for (var page = 0; next is not null; page++)
        {
            var answer = await host.Scenario(x => x.Get(next).As(host.Ann));
            seen.InsertRange(0, answer.Texts().Split(' '));
            answer.Header("X-Total-Count").ShouldBe("25");
            (page > 0).ShouldBe(answer.Header("Link")!.Contains("rel=\"prev\"", StringComparison.Ordinal));
            next = answer.Header("Link")!.Split(", ").Where(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal))
                .Select(link => link[1..link.IndexOf('>', StringComparison.Ordinal)]).SingleOrDefault();
        }
        seen.ShouldBe(Enumerable.Range(0, 25).Select(i => $"{i:00}"));
    }

    [Fact]
    public async Task a_walk_by_time_sees_each_message_once_while_others_post()
    {
        var room = await host.Room();
        for (var i = 0; i < 40; i++)
            await host.Post(room, host.Ann, $"{i:00}", claimedAt: Begin.AddSeconds(i));
        var posting = Task.Run(async () =>
        {
            for (var i = 40; i < 80; i++)
                await host.Post(room, host.Ben, $"{i:00}", claimedAt: Begin.AddSeconds(i));
        });
        var (seen, after) = (new List<string>(), 0L);
        while (seen.Count < 80)
        {
            var page = await Find(host.Ann, $"?room={room}&$limit=7&$sort[createdAt]=1&createdAt[$gt]={after}");
            foreach (var message in page.Json.EnumerateArray())
            {
                seen.Add(message.GetProperty("text").GetString()!);
                after = message.GetProperty("createdAt").GetInt64();
            }
            if (posting.IsFaulted)
                break;
        }
        await posting;
        seen.ShouldBe(Enumerable.Range(0, 80).Select(i => $"{i:00}"));
    }

    [Fact]
    public async Task an_account_without_rooms_finds_nothing()
    {
        var answer = await Find(host.Cid, "");
        (answer.Text, answer.Header("X-Total-Count")).ShouldBe(("[]", "0"));
    }

    private Task<Answer> Find(Identity who, string query) => host.Scenario(x => x.Get($"/chat-messages{query}").As(who));
}
