using ChatEs.Application.Auditing;
using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class holding_what_was_read(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
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
        var log = Group().Post(Room, Ann, "first").Post(Room, Bob, "second");
        await database.Given(log);
        using var held = Hold();
        await Texts(held);

        await database.Execute("update messages set text = 'changed by hand'");
        await database.Append([.. Later(log, l => l.See(Room, Bob, 1, 1))]);
        (await Texts(held)).ShouldBe(["first", "second"], "that somebody has read them changes no message");

        await database.Append([.. Later(log, l => l.Post(Room, Bob, "third"))]);
        (await Texts(held)).ShouldBe(["changed by hand", "changed by hand", "third"]);
    }

    [Fact]
    public async Task of_what_is_unread_only_rooms_that_changed_are_read_again()
    {
        var log = Group().Room("a", 2, RoomVisibility.Private).Join(2, Ann, Bob).Room("a", 3, RoomVisibility.Private).Join(3, Ann, Bob)
            .Post(Room, Ann, "one").Post(2, Ann, "one").Post(3, Ann, "one");
        await database.Given(log);
        using var held = Hold();
        (await Unread(held)).ShouldBe([1, 1, 1]);

        await database.Execute("update rooms set countable = 7 where number in (1, 2)");
        await database.Append([.. Later(log, l => l.Post(2, Ann, "two"))]);

        (await Unread(held)).ShouldBe([1, 8, 1]);
    }

    [Fact]
    public async Task a_held_page_is_shown_to_nobody_who_may_not_see_the_room()
    {
        var log = Group().Post(Room, Ann, "for two");
        await database.Given(log);
        using var held = Hold();
        (await Page(held, viewer: Ann)).ShouldNotBeNull();
        (await Page(held, Stranger)).ShouldBeNull();

        await database.Append([.. Later(log, l => l.Leave(Room, Ann))]);
        (await Page(held, viewer: Ann)).ShouldBeNull("he left since it was held");
    }

    [Fact]
    public async Task an_author_is_called_what_he_is_called_now()
    {
        var log = Group().Post(Room, Ann, "hello");
        await database.Given(log);
        using var held = Hold();
        await Texts(held);

        await database.Append([.. Later(log, l => l.Profile("a", Ann, new("Anna", null, null, null)))]);

        (await Page(held))!.Messages[0].Author!.Username.ShouldBe("Anna");
    }

    [Fact]
    public async Task among_many_comments_the_main_thread_is_looked_for()
    {
        await database.Given(
            Group().Post(Room, Ann, "one").Post(Room, Ann, "two").Comment(Room, Bob, 1).Comment(Room, Bob, 1).Comment(Room, Bob, 2));
        using var held = Hold();

        for (var i = 0; i < 2; i++)
        {
            var page = (await Page(held, request: new PageRequest.Newest(2), filter: MessageFilter.MainThread)).ShouldNotBeNull();
            page.Messages.Select(m => m.Text).ShouldBe(["one", "two"]);
            (page.HasBefore, page.HasAfter).ShouldBe((false, false));
        }
    }

    [Fact]
    public async Task who_is_far_behind_the_log_forgets_what_he_held()
    {
        var log = Group().Post(Room, Ann, "first");
        await database.Given(log);
        using var held = Hold();
        await Texts(held);

        await database.Execute("update messages set text = 'changed by hand'");
        await database.Store([.. Enumerable.Range(100, 6_000).Select(user => Later(log, l => l.User("a", user, $"user {user}")).Single())]);

        (await Texts(held)).ShouldBe(["changed by hand"]);
    }

    [Fact]
    public async Task a_list_is_of_one_moment()
    {
        var log = Group().Room("a", 2, RoomVisibility.Private).Join(2, Ann, Bob).Room("a", 3, RoomVisibility.Private).Join(3, Ann, Bob);
        await database.Given(log);
        using var held = Hold();
        var unread = new UnreadQueries(database.Db, held);
        var list = new HeldRoomList<RoomUnread>(held, one => one.Room.Value, all => all, _ => 1);
        list.Hold(await held.Now(default), "a", new(Bob), [.. await unread.OfUser("a", new(Bob), default)]);

        await database.Append([.. Later(log, l => l.Post(2, Ann, "news"))]);
        (await Find(_ => Task.CompletedTask))!.Select(one => one.Unread).ShouldBe([0, 1, 0], ignoreOrder: true);
        await database.Append([.. Later(log, l => l.Post(2, Ann, "more news"))]);
        (await Find(_ => database.Append([.. Later(log, l => l.Post(3, Ann, "in between"))]))).ShouldBeNull("room 3 changed while room 2 was read");
        (await Find(_ => database.Append([.. Later(log, l => l.Leave(2, Bob))]))).ShouldBeNull("he left room 2 while it was read");

        async Task<RoomUnread[]?> Find(Func<List<RoomNumber>, Task> meanwhile) => await list.Find(
            await held.Now(default), "a", new(Bob), async rooms =>
            {
                await meanwhile(rooms);
                return await unread.OfRooms("a", new(Bob), rooms, default);
            }, default);
    }

    [Fact]
    public async Task a_log_that_went_back_is_another_one()
    {
        await database.Given(Group().Post(Room, Ann, "first").Post(Room, Ann, "second"));
        using var held = Hold();
        await Texts(held);

        await database.Given(Group().Post(Room, Ann, "of a backup"));

        (await Texts(held)).ShouldBe(["of a backup"]);
    }

    private static ChatLog Group() =>
        new ChatLog().Tenant("a").User("a", Ann, "ann").User("a", Bob, "bob").Room("a", Room, RoomVisibility.Private).Join(Room, Ann, Bob);

    private static IEnumerable<Event> Later(ChatLog log, Func<ChatLog, ChatLog> more)
    {
        var there = log.Events.Count;
        return more(log).Events.Skip(there);
    }

    /// <summary>New for each test: the tables are emptied between them, which no event tells.</summary>
    private HeldReads Hold() => new(new LogWatch(database.ConnectionString));

    private async Task Holds(History history)
    {
        await database.Empty();
        var log = history.Log();
        using var held = Hold();
        List<Event> so = [];
        foreach (var batch in history.Batches(log.Events))
        {
            await database.Append(batch);
            so.AddRange(batch);
            var chat = NaiveChat.Of(so);
            foreach (var (number, room) in chat.Rooms)
                (await Shown(held, room.Tenant, new(number), room)).ShouldBe(await Shown(HeldReads.None, room.Tenant, new(number), room), $"room {number}");
        }
    }

    /// <summary>All that is held of a room and of who is in it, in words.</summary>
    private async Task<string> Shown(HeldReads held, string tenant, RoomNumber room, NaiveRoom naive)
    {
        var viewer = new UserNumber(naive.Active.FirstOrDefault(Stranger));
        var reads = new RoomReads(database.Db, held);
        List<string> shown = [];
        foreach (var request in new PageRequest[]
        {
            new PageRequest.Newest(50), new PageRequest.Newest(2), new PageRequest.After(default, 3), new PageRequest.Before(new(4), 3), new PageRequest.Around(new(3), 4),
        })
        {
            foreach (var filter in new[] { null, MessageFilter.MainThread })
                shown.Add(Told(await reads.Messages.Page(tenant, room, viewer, request, filter, default)));
        }
        var users = new UserQueries(database.Db, held);
        shown.AddRange((await users.ByNumbers(tenant, [.. naive.Active.Select(UserNumber.From)], default)).Select(user => $"{user}"));
        var gathered = new GatheredMessages(database.Db, users);
        IReadOnlyList<MessageView> messages =
            (await reads.Messages.Page(tenant, room, viewer: null, new PageRequest.Newest(50), default))?.Messages ?? [];
        var seen = await new PageReaders(database.Db, held).Of(tenant, messages, default);
        var status = await reads.Receipts.StatusOfPage(tenant, room, messages, default);
        shown.AddRange(messages.Select(message => $"{string.Join(' ', seen.Of(message))} {status[message.Number]}"));
        foreach (var who in new UserNumber?[] { viewer, new(Stranger), null })
        {
            shown.Add($"{await reads.Rooms.IsVisible(tenant, room, who, default)}");
            shown.Add($"{await new MessageSearch(database.Db, reads.Messages, gathered, reads.Rooms, held).Count(tenant, who, room, filter: null, default)}");
        }
        shown.Add($"{await reads.Rooms.Head(tenant, room, default)} {await reads.Rooms.HeadByKey(tenant, naive.Names?.Key ?? "none", default)}");
        foreach (var user in naive.Active.Take(3).Select(number => new UserNumber(number)))
        {
            shown.AddRange((await reads.Unread.OfUser(tenant, user, default)).Select(unread => $"{unread}"));
            foreach (var limit in (int[])[100, 2])
            {
                var list = await reads.Rooms.OfUser(tenant, user, after: null, limit, default);
                shown.AddRange([$"{list.HasMore}", .. list.Rooms.Select(one => $"{one}")]);
            }
        }
        return string.Join('\n', shown);
    }

    private static string Told(MessagePage? page) => page is null
        ? "nothing"
        : $"{page.HasBefore} {page.HasAfter}\n" + string.Join('\n', page.Messages.Select(m =>
            $"{m.Number} {m.Id} {m.Kind} {m.Text} {m.Author} {m.Parent} {m.Markup} {m.ShownAt:o} {m.EditedAt:o} {m.Comments} {m.Extras} {m.Links.Count}"
            + $" [{string.Join(' ', m.Attachments)}] [{string.Join(' ', m.Reactions)}]"));

    private Task<MessagePage?> Page(HeldReads held, long? viewer = null, PageRequest? request = null, MessageFilter? filter = null) =>
        new RoomReads(database.Db, held).Messages.Page(
            "a", new(Room), viewer is { } user ? new(user) : null, request ?? new PageRequest.Newest(10), filter, default);

    private async Task<IEnumerable<string>> Texts(HeldReads held) => (await Page(held))!.Messages.Select(m => m.Text);

    private async Task<IEnumerable<long>> Unread(HeldReads held) =>
        (await new UnreadQueries(database.Db, held).OfUser("a", new(Bob), default)).Select(room => room.Unread);
}
