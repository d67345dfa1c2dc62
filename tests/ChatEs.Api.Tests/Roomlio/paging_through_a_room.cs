using ChatEs.Api.Dialects.Roomlio;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Roomlio;

public sealed class paging_through_a_room(RoomlioWorld<paging_through_a_room> world) : IClassFixture<RoomlioWorld<paging_through_a_room>>
{
    /// <summary>Ambiguities 2 and 3.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task following_the_cursor_gives_each_message_once_and_in_order(int limit)
    {
        var room = await world.Acting.Room(participants: world.Ann);
        await world.Acting.Post(room, world.Ann, 21);
        (await world.Walk(room, limit)).ShouldBe(Enumerable.Range(1, 21).Select(i => $"message {i}"));
    }

    [Fact]
    public async Task while_others_post_and_delete_each_message_that_stays_comes_once()
    {
        var room = await world.Acting.Room(participants: world.Ann);
        await world.Acting.Post(room, world.Ann, 10);
        var (posted, page) = (10, 0);
        var bodies = await world.Walk(room, 3, async () =>
        {
            if (++page > 3)
                return;
            await world.Acting.Post(room, world.Ann, $"message {++posted}");
            // Each time the message that the next page should begin with.
            await world.Acting.Do(new DeleteMessage(room, world.Ann, new(page * 4)));
        });
        bodies.ShouldBeUnique();
        bodies.ShouldContain("message 13");
        bodies.Except(Enumerable.Range(1, 13).Select(i => $"message {i}")).ShouldBeEmpty();
        bodies.Count.ShouldBe(10);
    }

    /// <summary>Ambiguities 4 and 7.</summary>
    [Theory]
    [InlineData("", 100, true)]
    [InlineData(""","limit":null""", 100, true)]
    [InlineData(""","limit":0""", 100, true)]
    [InlineData(""","limit":-5""", 100, true)]
    [InlineData(""","limit":2""", 2, true)]
    [InlineData(""","limit":1000""", 1000, true)]
    [InlineData(""","limit":1001""", 1000, true)]
    [InlineData(""","limit":99999999999999999999999999""", 1000, true)]
    [InlineData(""","limit":-99999999999999999999999999""", 100, true)]
    public async Task the_limit_has_a_default_and_a_maximum_and_is_never_an_error(string limit, int expected, bool hasMore)
    {
        var answer = await world.History(await Long(), limit);
        answer.Bodies().Count.ShouldBe(expected);
        answer.Json.GetProperty("hasMore").GetBoolean().ShouldBe(hasMore);
        var next = answer.String("nextCursor")!;
        (await world.History(await Long(), $""","limit":1,"startCursor":"{next}" """)).Bodies().ShouldBe([$"message {expected + 1}"]);
    }

    [Fact]
    public async Task the_last_page_has_no_cursor()
    {
        var answer = await world.History(await Long(), $""","startCursor":"{await Cursor(await Long(), 1001)}","limit":1000""");
        answer.Bodies().Count.ShouldBe(3);
        (answer.Json.GetProperty("hasMore").GetBoolean(), answer.String("nextCursor")).ShouldBe((false, ""));
    }

    /// <summary>Ambiguity 10: the cursor stays valid.</summary>
    [Fact]
    public async Task a_deleted_message_is_still_a_cursor()
    {
        var room = await world.Acting.Room(participants: world.Ann);
        await world.Acting.Post(room, world.Ann, 4);
        var (second, last) = (await Cursor(room, 2), await Cursor(room, 4));
        await world.Acting.Do(new DeleteMessage(room, world.Ann, new(2)));
        await world.Acting.Do(new DeleteMessage(room, world.Ann, new(4)));
        (await world.History(room, $""","startCursor":"{second}" """)).Bodies().ShouldBe(["message 3"]);
        (await world.History(room, $""","startCursor":"{last}" """)).Bodies().ShouldBeEmpty();
    }

    /// <summary>Ambiguities 2, 6 and 12.</summary>
    [Fact]
    public async Task since_begins_with_the_first_message_at_or_after_the_time()
    {
        var room = await world.Acting.Room(participants: world.Ann);
        for (var minute = 1; minute <= 4; minute++)
            await world.Acting.Post(room, world.Ann, $"{minute}", claimed: new(2020, 5, 1, 12, minute, 0, TimeSpan.Zero));

        (await Since("2020-05-01T12:02:00Z")).ShouldBe(["2", "3", "4"]);
        (await Since("2020-05-01T12:02:00.000000001Z")).ShouldBe(["2", "3", "4"]);
        (await Since("2020-05-01T12:02:00.5Z")).ShouldBe(["3", "4"]);
        (await Since("2020-05-01T14:02:00+02:00")).ShouldBe(["2", "3", "4"]);
        (await Since("2020-05-01T14:02:00+0200")).ShouldBe(["2", "3", "4"]);
        (await Since("2020-05-01t12:02:00z")).ShouldBe(["2", "3", "4"]);
        (await Since("2020-05-01T12:02")).ShouldBe(["2", "3", "4"]);
        (await Since("2020-05-01")).Count.ShouldBe(4);
        (await Since("2020-05-02")).ShouldBeEmpty();
        (await Since("0001-01-01T00:00:00Z")).Count.ShouldBe(4);
        (await Since("9999-12-31T23:59:59Z")).ShouldBeEmpty();
        (await world.History(room, $""","since":"2020-05-01T12:03:00Z","startCursor":"{await Cursor(room, 2)}" """)).Bodies().ShouldBe(["2", "3", "4"]);
        (await world.History(room, ""","since":"2020-05-01T12:02:00Z","limit":1""")).String("nextCursor").ShouldBe(await Cursor(room, 3));

        async Task<List<string>> Since(string time) => (await world.History(room, $""","since":"{time}" """)).Bodies();
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2020-13-01")]
    [InlineData("2020-02-30T00:00:00Z")]
    [InlineData("2020-05-01T25:00:00Z")]
    [InlineData("1588334520")]
    [InlineData("2020-05-01T12:02:00+99:00")]
    [InlineData("2020-05-01T12:02.5Z")]
    [InlineData("٢٠٢٠-٠٥-٠١")]
    public async Task a_time_that_is_none_is_refused(string since)
    {
        var room = await Long();
        var id = await world.Id(room);
        await world.Scenario(x =>
        {
            x.Post(RoomlioWorld<paging_through_a_room>.Url).As(world.Key).Json($$"""{"roomID":"{{id}}","since":"{{since}}"}""");
            x.ErrorShouldBe(400, "invalid_argument");
        });
    }

    /// <summary>Ambiguity 8.</summary>
    [Fact]
    public async Task a_cursor_that_is_unknown_or_anothers_is_refused()
    {
        var (room, other) = (await world.Acting.Room(participants: world.Ann), await world.Acting.Room(participants: world.Ann));
        await world.Acting.Post(room, world.Ann, 2);
        await world.Acting.Post(other, world.Ann, 2);
        var own = await Cursor(room, 1);
        var (read, id) = (RoomlioId.Read(RoomlioId.MessagePrefix, own)!.Value, await world.Id(room));
        string[] wrong =
        [
            "msg_1e1gcpgdp9e0z", "nonsense", own.ToUpperInvariant(), own[..^1] + "1", await Cursor(other, 1), id,
            Spell(read with { Seconds = read.Seconds + 1 }), Spell(read with { Value = read.Value + 2 }), Spell(read with { Value = read.Value - 1 }),
            Spell(read with { Value = ulong.MaxValue }),
        ];
        foreach (var cursor in wrong)
        {
            await world.Scenario(x =>
            {
                x.Post(RoomlioWorld<paging_through_a_room>.Url).As(world.Key).Json($$"""{"roomID":"{{id}}","startCursor":"{{cursor}}"}""");
                x.ErrorShouldBe(400, "invalid_argument");
            });
        }
    }

    private static string Spell(RoomlioId id) => RoomlioWorld<paging_through_a_room>.Spell(RoomlioId.MessagePrefix, id);

    private async Task<string> Cursor(RoomNumber room, long number) =>
        Spell(RoomlioId.Of(room, new(number), (await world.Acting.Message(room, new(number))).PostedAt));

    /// <summary>1,003 messages, made once.</summary>
    private async Task<RoomNumber> Long()
    {
        if (await world.Chat.Service<ChatEs.Application.ReadModels.Rooms.RoomQueries>().ByKey("acme", "long", viewer: null, default) is { } known)
            return known.Number;
        var room = await world.Acting.Room(key: "long", participants: world.Ann);
        foreach (var some in Enumerable.Range(1, 1003).Chunk(100))
        {
            foreach (var i in some)
                await world.Acting.Post(room, world.Ann, $"message {i}");
        }
        return room;
    }
}
