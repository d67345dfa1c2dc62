using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;
using ChatEs.EventStore;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>What holds whatever happens, in whatever batches: 100 random histories of some 80 events.</summary>
public sealed partial class any_history(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    [Fact]
    public void gives_the_same_rows_in_any_batches_and_answers_as_a_naive_recount_would() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll(History.Arbitrary, history => Holds(history).GetAwaiter().GetResult()));

    private async Task Holds(History history)
    {
        await database.Empty();
        var log = history.Log();
        await database.Store([.. log.Events]);
        await ErasureHolds(history, log);
        var oneByOne = await Rows(log.Events.Select(e => new[] { e }));
        var inBatches = await Rows(history.Batches(log.Events));
        var atOnce = await Rows([[.. log.Events]], keep: true);

        foreach (var (table, rows) in oneByOne)
        {
            inBatches[table].ShouldBe(rows, $"{table} in random batches");
            atOnce[table].ShouldBe(rows, $"{table} in one batch");
        }

        foreach (var (number, room) in NaiveChat.Of(log.Events).Rooms)
        {
            await UnreadHolds(number, room);
            await MembersHold(number, room);
            await ReceiptsHold(number, room);
            await HistoryHolds(number, room, new Random(history.BatchSeed));
            await DetailsHold(number, room);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> Rows(IEnumerable<Event[]> batches, bool keep = false)
    {
        await using var connection = await database.Db.OpenConnectionAsync();
        await SteadyPlans.Apply(connection);
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var batch in batches)
            await ReadModelDatabase.Project(connection, batch);
        var rows = await ReadModelDatabase.Dump(connection);
        if (keep)
            await transaction.CommitAsync();
        return rows;
    }

    private async Task UnreadHolds(long number, NaiveRoom room)
    {
        var queries = new UnreadQueries(database.Db, HeldReads.None);
        foreach (var user in UsersOf(room))
        {
            var unread = await queries.OfRoom(room.Tenant, new(number), user, default);
            if (room.IsPrivate && !room.Active.Contains(user.Value))
            {
                unread.ShouldBeNull();
                continue;
            }

            unread.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(0);
            unread.ShouldBe(room.Unread(user.Value), $"unread of user {user} in room {number}");
            var listed = await queries.OfUser(room.Tenant, user, default);
            var ofRoom = listed.SingleOrDefault(r => r.Room.Value == number);
            (ofRoom?.Unread).ShouldBe(room.Active.Contains(user.Value) ? unread : null, $"unread of user {user} in the list");
        }
    }

    private async Task MembersHold(long number, NaiveRoom room)
    {
        var members = await new Application.ReadModels.Members.MemberQueries(database.Db)
            .Page(room.Tenant, new(number), null, null, 100, default);
        members.ShouldNotBeNull().Members.Select(m => m.User.Value).ShouldBe(room.Active, ignoreOrder: true);
        members.Members.Where(m => m.Moderator).Select(m => m.User.Value).ShouldBe(room.Moderators, ignoreOrder: true);

        var view = await new Application.ReadModels.Rooms.RoomQueries(database.Db, HeldReads.None).Get(room.Tenant, new(number), null, default);
        view.ShouldNotBeNull().MemberCount.ShouldBe(room.Active.Count);
        view.LastMessage.Value.ShouldBe(room.LastNumber);
    }

    private async Task ReceiptsHold(long number, NaiveRoom room)
    {
        if (room.LastNumber == 0)
            return;

        var readers = await new ReceiptQueries(database.Db, HeldReads.None)
            .ReadersOfPage(room.Tenant, new(number), new(1), new(room.LastNumber), default);
        for (var message = 1; message <= room.LastNumber; message++)
        {
            var seen = readers.GetValueOrDefault(new(message), []);
            seen.Select(s => (s.User.Value, s.At)).ShouldBe(room.SeenBy(message), $"readers of message {message} of room {number}");
        }
    }

    private async Task HistoryHolds(long number, NaiveRoom room, Random random)
    {
        var all = room.History.Select(m => m.Number).ToList();
        var limit = random.Next(1, 8);
        var cursor = random.Next(1, room.LastNumber + 3);
        var time = ChatLog.Start.AddSeconds(random.Next(150));
        var before = all.Where(n => n < cursor).ToList();
        var from = all.Where(n => n >= cursor).ToList();
        var since = room.Since(time).Select(m => m.Number).ToList();

        await PageIs(new PageRequest.Newest(limit), all.TakeLast(limit));
        await PageIs(new PageRequest.Before(new(cursor), limit), before.TakeLast(limit));
        await PageIs(new PageRequest.After(new(cursor), limit), from.Where(n => n > cursor).Take(limit));
        await PageIs(new PageRequest.Around(new(cursor), limit), before.TakeLast(limit / 2).Concat(from.Take(limit - (limit / 2))));
        await PageIs(new PageRequest.Since(time, limit), since.Take(limit));
        await PageIs(new PageRequest.Since(time, GatheredMessages.AtMost + 1), since);
        await BeforeTimeHolds(number, room, time, limit);

        (await database.Scalar<bool>($"select count(*) = coalesce(max(number), 0) from messages where room = {number}"))
            .ShouldBeTrue($"message numbers of room {number} are dense");

        async Task PageIs(PageRequest request, IEnumerable<long> expected)
        {
            var page = await database.Messages.Page(room.Tenant, new(number), null, request, default);
            page.ShouldNotBeNull();
            var numbers = page.Messages.Select(m => m.Number.Value).ToList();
            numbers.ShouldBe(expected, $"{request} of room {number}");
            if (numbers is [var first, .., var last])
            {
                page.HasBefore.ShouldBe(all[0] < first, $"more before {request}");
                page.HasAfter.ShouldBe(all[^1] > last, $"more after {request}");
            }
        }
    }

    private static IEnumerable<UserNumber> UsersOf(NaiveRoom room) =>
        Enumerable.Range(room.Tenant == "b" ? 11 : 1, 4).Select(user => new UserNumber(user));
}
