using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Realtime;

/// <summary>Over real sockets, with two services on one database.</summary>
public sealed class a_storm_of_events
{
    private const int Rooms = 4;
    private const int Users = 6;
    private const int Posts = 150;

    [Fact]
    public async Task clients_that_drop_and_come_back_get_every_event_of_their_rooms_once_and_in_order()
    {
        await using var one = await ChatEsHost.StartOnKestrel(nameof(a_storm_of_events));
        await using var other = await ChatEsHost.On(one.ConnectionString, kestrel: true);
        await one.Tenant("acme");
        var users = new List<Identity>();
        for (var i = 0; i < Users; i++)
            users.Add(await one.User("acme", $"user-{i}"));
        var acting = new Acting(one);
        var rooms = new List<RoomNumber>();
        for (var i = 0; i < Rooms; i++)
            rooms.Add(await acting.Room(participants: [.. users.Select(Number)]));

        var over = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = users.Select((user, i) => Task.Run(() => Listen(i % 2 == 0 ? one : other, user, i, over.Task))).ToList();
        await Parallel.ForAsync(0, Rooms * Users, async (i, _) => await Storm(new Acting(i % 2 == 0 ? one : other), rooms[i % Rooms], users[i / Rooms], Posts / Users));
        over.SetResult(await one.Service<LogReader>().LastSequence());

        for (var i = 0; i < Users; i++)
            (await listening[i]).ShouldBe(await Expected(one, users[i]), $"user {i}");
    }

    [Fact]
    public async Task stopping_ends_the_connections_at_once()
    {
        var chat = await ChatEsHost.StartOnKestrel($"{nameof(a_storm_of_events)}_stopping");
        await chat.Tenant("acme");
        var ann = await chat.User("acme", "ann");
        await using var events = await EventSource.Open(chat.Client, "/v1/events", ann);
        await new Acting(chat).Room(participants: [Number(ann)]);
        await events.Next("participants_added");

        var stopping = chat.App.StopAsync();

        (await events.Next("end")).Json.GetProperty("reason").GetString().ShouldBe("stopping");
        await stopping;
        await chat.DisposeAsync();
    }

    /// <summary>Posts, edits, sees, leaves and comes back.</summary>
    private static async Task Storm(Acting acting, RoomNumber room, Identity user, int posts)
    {
        var who = Number(user);
        for (var i = 0; i < posts; i++)
        {
            var posted = await acting.Post(room, who, $"{user.UserId} {i}");
            if (i % 5 == 0)
                await acting.Do(new EditMessage(room, who, posted.Number, $"{user.UserId} {i}!"));
            if (i % 7 == 0)
            {
                await acting.Do(new RemoveParticipants(room, Actor.Server, [who]));
                await acting.Do(new AddParticipants(room, Actor.Server, [who]));
            }
        }
    }

    /// <returns>The sequences that came, in the order in which they did.</returns>
    private static async Task<List<long>> Listen(ChatEsHost chat, Identity user, int seed, Task<long> over)
    {
        var random = new Random(seed);
        var came = new List<long>();
        var last = 0L;
        while (true)
        {
            await using var events = await EventSource.Open(chat.Client, "/v1/events?after=0", user, last);
            for (var until = random.Next(1, 60); until > 0; until--)
            {
                if (over.IsCompletedSuccessfully && await HasAll(chat, user, last, await over))
                    return came;
                var next = events.Next();
                await Task.WhenAny(next, over);
                if (!next.IsCompleted && await HasAll(chat, user, last, await over))
                    return came;
                if (await next is not { Type: not "end" } e)
                    break;
                came.Add(last = e.Sequence);
            }
        }
    }

    private static async Task<bool> HasAll(ChatEsHost chat, Identity user, long last, long newest) =>
        (await Expected(chat, user)).TakeWhile(sequence => sequence <= newest).LastOrDefault() <= last;

    /// <summary>By the log alone: what happened in the user's rooms while he was in them, and what is his own.</summary>
    private static async Task<List<long>> Expected(ChatEsHost chat, Identity user)
    {
        var who = Number(user);
        var mine = new HashSet<string>();
        var expected = new List<long>();
        await foreach (var e in All(chat.Service<LogReader>()))
        {
            if (e.Data is ParticipantsAdded added && added.Users.Contains(who))
                mine.Add(e.Stream.Id);
            if (mine.Contains(e.Stream.Id) || e.Stream.Id == $"user-{who}")
                expected.Add(e.Sequence);
            if (e.Data is ParticipantsRemoved removed && removed.Users.Contains(who))
                mine.Remove(e.Stream.Id);
        }
        return expected;
    }

    private static async IAsyncEnumerable<EventStore.Event> All(LogReader log)
    {
        var after = 0L;
        while (await log.FetchLog(after, 1_000) is [.., var last] page)
        {
            foreach (var e in page)
                yield return e;
            after = last.Sequence;
        }
    }

    private static UserNumber Number(Identity user) => new(user.UserNumber!.Value);
}
