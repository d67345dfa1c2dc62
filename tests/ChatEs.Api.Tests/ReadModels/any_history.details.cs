using System.Text.RegularExpressions;
using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.EventStore;
using Shouldly;

namespace ChatEs.Api.Tests.ReadModels;

public sealed partial class any_history
{
    /// <summary>
    /// Somewhere in the history some of it is erased: what stands then, and at the end, is what a replay of the erased log
    /// gives; and there the traces have nothing left to do, else they would take away what nobody has erased.
    /// </summary>
    private async Task ErasureHolds(History history, ChatLog log)
    {
        var random = new Random(history.BatchSeed);
        var cut = random.Next(1, log.Events.Count + 1);
        var erased = Enumerable.Range(1, cut).Where(_ => random.Next(3) == 0).ToHashSet();
        Event[] traces = [.. Traces(log, erased).Events];
        Event[] before = [.. log.Events.Take(cut)];
        Event[] after = [.. log.Events.Skip(cut)];
        Event[] beforeAsRead = [.. log.Without(erased).Events.Take(cut)];

        var live = await Rows([before, traces, after]);
        var liveInOneBatch = await Rows([before, [.. traces, .. after]]);
        var replayed = await Rows([[.. beforeAsRead, .. traces, .. after]]);
        var replayedInTwo = await Rows([beforeAsRead, traces, after]);
        var neverTold = await Rows([beforeAsRead, after]);

        foreach (var (table, rows) in replayed)
        {
            live[table].ShouldBe(rows, $"{table} after erasing {string.Join(' ', erased)} of {cut}");
            liveInOneBatch[table].ShouldBe(rows, $"{table} after erasing {string.Join(' ', erased)} of {cut}, in the batch of what follows");
            replayedInTwo[table].ShouldBe(rows, $"{table} replayed in steps after erasing {string.Join(' ', erased)} of {cut}");
            Content(table, rows).ShouldBe(Content(table, neverTold[table]), $"{table} replayed after erasing {string.Join(' ', erased)} of {cut}");
        }

        // The trace is one more version at which messages changed, and nothing else.
        static string Content(string table, string rows) => table == "rooms" ? MessagesVersion().Replace(rows, ")") : rows;
    }

    /// <summary>The last column of rooms.</summary>
    [GeneratedRegex(@",\d+\)$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex MessagesVersion();

    private static ChatLog Traces(ChatLog log, IReadOnlySet<int> erased)
    {
        var traces = new ChatLog();
        foreach (var ofStream in erased.Order().Select(place => log.Events[place - 1]).ToLookup(e => e.Stream))
            traces.Erase(ofStream.Key, [.. ofStream.Select(e => e.Version)]);
        return traces;
    }

    private async Task BeforeTimeHolds(long number, NaiveRoom room, DateTimeOffset time, int limit)
    {
        var filter = new MessageFilter(Until: time);
        var before = room.History.Where(m => m.ShownAt < time).OrderByDescending(m => m.ShownAt).ThenByDescending(m => m.Number).Select(m => m.Number).ToList();
        var newest = await database.Messages.Recent(room.Tenant, null, new(number), filter, limit, 0, ascending: false, default);
        newest.Select(m => m.Number.Value).ShouldBe(before.Take(limit), $"before {time:O} in room {number}");
        var oldest = await database.Messages.Recent(room.Tenant, null, new(number), filter, limit, 1, ascending: true, default);
        oldest.Select(m => m.Number.Value).ShouldBe(Enumerable.Reverse(before).Skip(1).Take(limit), $"before {time:O} in room {number}, oldest first");
        (await database.Search.Count(room.Tenant, null, new(number), filter, default)).ShouldBe(before.Count, $"before {time:O} in room {number}");
    }

    private async Task DetailsHold(long number, NaiveRoom room)
    {
        var view = (await new RoomQueries(database.Db, HeldReads.None).Get(room.Tenant, new(number), null, default)).ShouldNotBeNull();
        (view.ArchivedAt is not null).ShouldBe(room.IsArchived);
        if (room.Names is { } names)
            (view.Name, view.Key, view.Description, view.Options).ShouldBe((names.Name, names.Key, names.Description, names.Options));
        (view.LastShown?.Number.Value ?? 0).ShouldBe(room.MainThread.LastOrDefault());

        foreach (var user in UsersOf(room))
        {
            var member = await new MemberQueries(database.Db).Of(room.Tenant, new(number), user, default);
            (member?.PinnedAt is not null).ShouldBe(room.Pins.Contains(user.Value), $"the pin of user {user} in room {number}");
            (member?.DeliveredThrough.Value ?? 0).ShouldBe(room.DeliveredThrough(user.Value));
        }

        if (room.LastNumber > 0)
            await MessagesHold(number, room);
    }

    private async Task MessagesHold(long number, NaiveRoom room)
    {
        var messages = database.Messages;
        var receipts = new ReceiptQueries(database.Db, HeldReads.None);
        var viewer = room.Active.FirstOrDefault(1L);
        var page = (await messages.Page(room.Tenant, new(number), null, new PageRequest.Newest(100), default)).ShouldNotBeNull();
        var status = await receipts.StatusOfPage(room.Tenant, new(number), page.Messages, default);
        var seen = await receipts.SeenOfPage(room.Tenant, new(number), new(viewer), new(2), new(room.LastNumber), default);

        seen.Select(n => n.Value).ShouldBe(
            Enumerable.Range(2, room.LastNumber - 1).Select(n => (long)n).Where(n => room.SeenBy(n).Any(s => s.User == viewer)), ignoreOrder: true);
        foreach (var (view, message) in page.Messages.Zip(room.History))
        {
            var what = $"message {message.Number} of room {number}";
            view.Text.ShouldBe(room.TextOf(message.Number), what);
            view.Comments.ShouldBe(room.CommentsOf(message.Number), what);
            view.Attachments.Select(a => a.File.Value).ShouldBe(room.Files.Where(f => f.Number == message.Number).Select(f => f.File), what);
            view.Reactions.Select(r => (r.Emoji, r.Count)).ShouldBe(
                room.Reactions.Where(r => r.Number == message.Number).GroupBy(r => r.Emoji).Select(g => (g.Key, (long)g.Count())),
                ignoreOrder: true, what);
            var delivery = status[new MessageNumber(message.Number)];
            (delivery.Recipients, delivery.Received, delivery.Seen).ShouldBe(room.Delivery(message), what);
        }

        var main = await messages.Page(room.Tenant, new(number), null, new PageRequest.Newest(100), new(MainThreadOnly: true), default);
        main!.Messages.Select(m => m.Number.Value).ShouldBe(room.MainThread);
        var comments = await messages.Page(room.Tenant, new(number), null, new PageRequest.After(default, 100), new(Parent: new MessageNumber(1)), default);
        comments!.Messages.Select(m => m.Number.Value).ShouldBe(room.CommentsUpon(1));
    }
}
