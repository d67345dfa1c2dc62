using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class paging_through_a_room(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private const long Room = 1;
    private const long Ann = 1;
    private const long Stranger = 9;

    private static readonly DateTimeOffset Yesterday = ChatLog.Start.AddDays(-1);

    [Theory]
    [InlineData("newest", new long[] { 7, 8, 9 }, true, false)]
    [InlineData("before", new long[] { 2, 3, 5 }, true, true)]
    [InlineData("after", new long[] { 7, 8, 9 }, true, false)]
    [InlineData("around", new long[] { 5, 7, 8 }, true, true)]
    public async Task a_page_is_ascending_leaves_out_the_deleted_and_takes_them_as_cursors(
        string which, long[] expected, bool before, bool after)
    {
        await database.Given(NineMessages().Delete(Room, 4).Delete(Room, 6));
        MessageNumber deleted = new(6);

        var page = await Page(which switch
        {
            "before" => new PageRequest.Before(deleted, 3),
            "after" => new PageRequest.After(deleted, 3),
            "around" => new PageRequest.Around(deleted, 3),
            _ => new PageRequest.Newest(3),
        });

        page.ShouldNotBeNull().Messages.Select(m => m.Number.Value).ShouldBe(expected);
        (page.HasBefore, page.HasAfter).ShouldBe((before, after));
    }

    [Fact]
    public async Task a_time_seeks_by_what_is_shown_and_goes_on_by_number()
    {
        await database.Given(Group()
            .Post(Room, Ann, "server time")
            .Post(Room, Ann, "written yesterday evening", claimedAt: Yesterday.AddHours(20))
            .Post(Room, Ann, "written yesterday morning", claimedAt: Yesterday.AddHours(8)));

        (await NumbersSince(Yesterday.AddHours(12))).ShouldBe([2, 3]);
        (await NumbersSince(Yesterday)).ShouldBe([3]);
        (await NumbersSince(ChatLog.Start)).ShouldBe([1, 2, 3]);
        var late = await Page(new PageRequest.Since(ChatLog.Start.AddDays(1), 10));
        late.ShouldNotBeNull().Messages.ShouldBeEmpty();
        (late.HasBefore, late.HasAfter).ShouldBe((true, false));
    }

    [Fact]
    public async Task a_message_carries_its_author_its_times_and_all_its_ids()
    {
        var log = Group().Post(Room, Ann, "first").Post(Room, Ann, "second", replyTo: 1, claimedAt: Yesterday);
        await database.Given(log);

        var message = await Messages.One("a", new(Room), new(2), new(Ann), default);

        message.ShouldBe(new MessageView(
            new(Room), new(2), ChatLog.IdOf(Room, 2), new(new(Ann), "ann", "ANN", RegisteredAt: ChatLog.Start.AddSeconds(1)), MessageKind.Text, "second",
            new MessageNumber(1), null, log.Now, Yesterday, Yesterday, MessageMarkup.Plain, null, null, [], null, null, null, null, 0, [], []));
        message!.IntegerId.ShouldBe((1L << 27) | 2);
        (await Messages.NumberOf("a", ChatLog.IdOf(Room, 2), default)).ShouldBe((new RoomNumber(Room), new MessageNumber(2)));
        (await Messages.NumberOf("b", ChatLog.IdOf(Room, 2), default)).ShouldBeNull();
    }

    [Fact]
    public async Task a_deleted_message_is_gone_from_the_row_but_keeps_its_number()
    {
        await database.Given(Group().Post(Room, Ann, "secret").Delete(Room, 1).Post(Room, Ann, "public"));

        (await Messages.One("a", new(Room), new(1), null, default)).ShouldBeNull();
        (await database.Scalar<string>("select text from messages where number = 1")).ShouldBe("");
        (await Page(new PageRequest.Newest(10)))!.Messages.ShouldHaveSingleItem().Number.Value.ShouldBe(2);
    }

    [Fact]
    public async Task an_empty_room_is_an_empty_page_and_a_hidden_one_is_none()
    {
        await database.Given(Group());

        (await Page(new PageRequest.Newest(10))).ShouldNotBeNull().Messages.ShouldBeEmpty();
        (await Messages.Page("a", new(Room), new(Stranger), new PageRequest.Newest(10), default)).ShouldBeNull();
        (await Messages.Page("b", new(Room), null, new PageRequest.Newest(10), default)).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task a_limit_out_of_bounds_is_the_callers_mistake(int limit) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Page(new PageRequest.Newest(limit)));

    private MessageQueries Messages => database.Messages;

    private Task<MessagePage?> Page(PageRequest request) => Messages.Page("a", new(Room), new(Ann), request, default);

    private async Task<IEnumerable<long>> NumbersSince(DateTimeOffset time) =>
        (await Page(new PageRequest.Since(time, 10)))!.Messages.Select(m => m.Number.Value);

    private static ChatLog NineMessages() =>
        Enumerable.Range(1, 9).Aggregate(Group(), (log, number) => log.Post(Room, Ann, $"message {number}"));

    private static ChatLog Group() => new ChatLog()
        .User("a", Ann, "ann").User("a", Stranger, "stranger").Room("a", Room, RoomVisibility.Private).Join(Room, Ann);
}
