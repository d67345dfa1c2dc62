using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class holding_the_ends_of_rooms(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private const long Room = 1;
    private const long Ann = 1;
    private const long Bob = 2;
    private const long Stranger = 9;

    [Fact]
    public void shows_after_every_batch_of_any_history_what_the_tables_hold() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(15),
        Prop.ForAll(History.Arbitrary, history => Holds(history).GetAwaiter().GetResult()));

    [Fact]
    public async Task a_page_is_not_read_again_until_its_messages_change()
    {
        await database.Given(Group().Post(Room, Ann, "first").Post(Room, Bob, "second"));
        using var ends = new RoomEnds(database.Db);
        await Texts(ends);

        await Execute("update messages set text = 'changed by hand'");
        (await Texts(ends)).ShouldBe(["first", "second"], "what an event did not change is not looked at");

        await Execute("update rooms set messages_version = messages_version + 1");
        (await Texts(ends)).ShouldBe(["changed by hand", "changed by hand"]);
    }

    [Fact]
    public async Task a_held_page_is_shown_to_nobody_who_may_not_see_the_room()
    {
        var log = Group().Post(Room, Ann, "for two");
        await database.Given(log);
        using var ends = new RoomEnds(database.Db);
        (await Page(ends, new PageRequest.Newest(10), viewer: Ann)).ShouldNotBeNull();
        (await Page(ends, new PageRequest.Newest(10), Stranger)).ShouldBeNull();

        await database.Append([.. Later(log, l => l.Leave(Room, Ann))]);
        (await Page(ends, new PageRequest.Newest(10), viewer: Ann)).ShouldBeNull("he left since it was held");
    }

    [Fact]
    public async Task an_author_is_called_what_he_is_called_now()
    {
        var log = Group().Post(Room, Ann, "hello");
        await database.Given(log);
        using var ends = new RoomEnds(database.Db);
        await Texts(ends);

        await database.Append([.. Later(log, l => l.Profile("a", Ann, new("Anna", null, null, null)))]);

        (await Page(ends, new PageRequest.Newest(10)))!.Messages[0].Author!.Username.ShouldBe("Anna");
    }

    [Fact]
    public async Task among_many_comments_the_main_thread_is_looked_for()
    {
        var log = Group().Post(Room, Ann, "one").Post(Room, Ann, "two").Comment(Room, Bob, 1).Comment(Room, Bob, 1).Comment(Room, Bob, 2);
        await database.Given(log);
        using var ends = new RoomEnds(database.Db);

        for (var i = 0; i < 2; i++)
        {
            var page = (await Page(ends, new PageRequest.Newest(2), filter: MessageFilter.MainThread)).ShouldNotBeNull();
            page.Messages.Select(m => m.Text).ShouldBe(["one", "two"]);
            (page.HasBefore, page.HasAfter).ShouldBe((false, false));
        }
    }

    private static ChatLog Group() =>
        new ChatLog().Tenant("a").User("a", Ann, "ann").User("a", Bob, "bob").Room("a", Room, RoomVisibility.Private).Join(Room, Ann, Bob);

    private static IEnumerable<Event> Later(ChatLog log, Func<ChatLog, ChatLog> more)
    {
        var there = log.Events.Count;
        return more(log).Events.Skip(there);
    }

    private async Task Holds(History history)
    {
        await database.Empty();
        var log = history.Log();
        using var ends = new RoomEnds(database.Db);
        List<Event> so = [];
        foreach (var batch in history.Batches(log.Events))
        {
            await database.Append(batch);
            so.AddRange(batch);
            foreach (var (number, room) in NaiveChat.Of(so).Rooms)
                await Same(ends, room.Tenant, new(number), room.Active.FirstOrDefault(Stranger));
        }
    }

    private async Task Same(RoomEnds held, string tenant, RoomNumber room, long viewer)
    {
        using var fresh = new RoomEnds(database.Db);
        foreach (var request in new PageRequest[] { new PageRequest.Newest(50), new PageRequest.Newest(2), new PageRequest.After(default, 3) })
        {
            foreach (var filter in new[] { null, MessageFilter.MainThread })
            {
                var (now, expected) = (
                    await held.Read(tenant, room, new(viewer), request, filter, default),
                    await fresh.Read(tenant, room, new(viewer), request, filter, default));
                Told(now).ShouldBe(Told(expected), $"{request} of room {room}");
            }
        }
    }

    private static string Told(MessagePage? page) => page is null
        ? "nothing"
        : $"{page.HasBefore} {page.HasAfter}\n" + string.Join('\n', page.Messages.Select(m =>
            $"{m.Number} {m.Id} {m.Kind} {m.Text} {m.Author} {m.Parent} {m.Markup} {m.ShownAt:o} {m.EditedAt:o} {m.Comments} {m.Extras} {m.Links.Count}"
            + $" [{string.Join(' ', m.Attachments)}] [{string.Join(' ', m.Reactions)}]"));

    private static Task<MessagePage?> Page(RoomEnds ends, PageRequest request, long? viewer = null, MessageFilter? filter = null) =>
        ends.Read("a", new(Room), viewer is { } user ? new(user) : null, request, filter, default);

    private static async Task<IEnumerable<string>> Texts(RoomEnds ends) => (await Page(ends, new PageRequest.Newest(10)))!.Messages.Select(m => m.Text);

    private async Task Execute(string sql)
    {
        await using var command = database.Db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
