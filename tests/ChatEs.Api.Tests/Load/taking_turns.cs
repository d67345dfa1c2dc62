using ChatEs.Api.Load;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Load;

public sealed class taking_turns
{
    [Fact]
    public async Task one_tenant_has_three_quarters_of_the_places_at_most()
    {
        var queue = Queue(atOnce: 4, waiting: 10);

        var flood = Enter(queue, "a", 6);

        flood.Count(entered => entered.IsCompleted).ShouldBe(3);
        (await queue.Enter("b", default)).ShouldNotBeNull("the last place is not for a");
    }

    [Fact]
    public async Task who_asks_for_one_is_next()
    {
        var queue = Queue(atOnce: 4, waiting: 100);
        var flood = Enter(queue, "a", 50);
        var (first, second) = (queue.Enter("b", default).AsTask(), queue.Enter("b", default).AsTask());
        (first.IsCompleted, second.IsCompleted).ShouldBe((true, false));

        (await flood[0]).Leave();

        (await second).ShouldNotBeNull();
        flood.Count(entered => entered.IsCompleted).ShouldBe(3, "the place that came free was not for who has 47 waiting");
    }

    [Fact]
    public async Task as_long_as_others_are_there_nobody_has_more_than_an_eighth()
    {
        var clock = new MovableClock(DateTimeOffset.UnixEpoch);
        var queue = Queue(atOnce: 256, waiting: 1_000, clock);
        var flood = Enter(queue, "a", 400);
        queue.Inside.ShouldBe(192, "a is alone");

        var other = await queue.Enter("b", default);
        foreach (var entered in flood.Take(160))
            (await entered).Leave();
        queue.Inside.ShouldBe(32 + 1, "nobody of a came in for those who left");
        (await flood[160]).Leave();
        (await flood[192]).ShouldNotBeNull("who waits is let in up to the eighth");
        queue.Inside.ShouldBe(32 + 1);

        other.Leave();
        queue.Inside.ShouldBe(32, "b may come again at any moment");
        clock.Move(TimeSpan.FromSeconds(1));
        (await flood[225].WaitAsync(TimeSpan.FromSeconds(20))).ShouldNotBeNull("b has been gone for a second, and nobody had to leave for a to hear of it");
        queue.Inside.ShouldBe(192);
    }

    [Fact]
    public async Task others_are_there_as_long_as_something_of_theirs_is()
    {
        var clock = new MovableClock(DateTimeOffset.UnixEpoch);
        var queue = Queue(atOnce: 256, waiting: 1_000, clock);
        await queue.Enter("slow", default);

        clock.Move(TimeSpan.FromMinutes(1));
        Enter(queue, "a", 400).Count(entered => entered.IsCompleted).ShouldBe(32);
    }

    [Fact]
    public async Task the_flood_is_refused_and_not_who_comes_to_it()
    {
        var queue = Queue(atOnce: 1, waiting: 4);
        var flood = Enter(queue, "a", 5);

        Should.Throw<TooManyRequestsException>(() => queue.Enter("a", default).AsTask());
        var other = queue.Enter("b", default).AsTask();

        await Should.ThrowAsync<TooManyRequestsException>(flood[4]);
        (await flood[0]).Leave();
        (await other).Leave();
        (await flood[1]).ShouldNotBeNull();
        queue.Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task a_caller_who_goes_away_gives_his_turn_up()
    {
        var queue = Queue(atOnce: 1, waiting: 4);
        var inside = await queue.Enter("a", default);
        using var hangsUp = new CancellationTokenSource();
        var gone = queue.Enter("b", hangsUp.Token).AsTask();
        var next = queue.Enter("c", default).AsTask();

        await hangsUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(gone);
        inside.Leave();
        (await next).ShouldNotBeNull();
    }

    [Fact]
    public async Task a_place_is_left_once()
    {
        var queue = Queue(atOnce: 1, waiting: 4);
        var place = await queue.Enter("a", default);
        place.Leave();
        place.Leave();

        (await queue.Enter("a", default)).ShouldNotBeNull();
        queue.Enter("b", default).AsTask().IsCompleted.ShouldBeFalse("there is one place and not two");
    }

    [Fact]
    public void whatever_comes_and_goes_no_place_is_lost_or_given_twice() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Holds(new Random(seed)).GetAwaiter().GetResult()));

    private static async Task Holds(Random random)
    {
        var (atOnce, waiting) = (random.Next(1, 25), random.Next(0, 12));
        var most = Math.Max(1, atOnce * 3 / 4);
        // Of the second tenant on, no time goes by.
        var mostBeside = Math.Min(most, 8);
        HashSet<string> came = [];
        var queue = Queue(atOnce, waiting);
        List<(string Tenant, Task<Place> Entered, CancellationTokenSource Caller)> all = [];
        for (var step = 0; step < 120; step++)
        {
            if (random.Next(3) > 0)
                Come($"tenant {random.Next(4)}");
            else if (all.Count > 0)
                await Go(all[random.Next(all.Count)]);
            await CheckPlaces();
        }
        while (all.Count > 0)
        {
            await Go(all.Find(one => one.Entered.IsCompleted));
            await CheckPlaces();
        }
        queue.Waiting.ShouldBe(0);

        void Come(string tenant)
        {
            var caller = new CancellationTokenSource();
            came.Add(tenant);
            try
            {
                all.Add((tenant, queue.Enter(tenant, caller.Token).AsTask(), caller));
            }
            catch (TooManyRequestsException)
            {
                queue.Waiting.ShouldBe(waiting, "nobody is refused while there is room");
            }
        }

        async Task Go((string Tenant, Task<Place> Entered, CancellationTokenSource Caller) one)
        {
            all.Remove(one);
            if (one.Entered.IsCompletedSuccessfully)
                (await one.Entered).Leave();
            else
                await one.Caller.CancelAsync();
        }

        async Task CheckPlaces()
        {
            // Who waited is told a moment after he was given a place, or refused.
            while (all.Count(one => one.Entered.IsCompletedSuccessfully) < queue.Inside || all.Count(one => !one.Entered.IsCompleted) > queue.Waiting)
                await Task.Yield();
            all.RemoveAll(one => one.Entered.IsFaulted);
            var inside = all.FindAll(one => one.Entered.IsCompletedSuccessfully);
            var outside = all.FindAll(one => !one.Entered.IsCompleted);
            inside.Count.ShouldBe(queue.Inside);
            inside.Count.ShouldBeLessThanOrEqualTo(atOnce);
            var each = inside.GroupBy(one => one.Tenant, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
            each.Values.Max(count => (int?)count).GetValueOrDefault().ShouldBeLessThanOrEqualTo(most);
            queue.Waiting.ShouldBe(outside.Count);
            outside.Count.ShouldBeLessThanOrEqualTo(waiting);
            if (inside.Count < atOnce)
                outside.TrueForAll(one => each.GetValueOrDefault(one.Tenant) >= (came.Count > 1 ? mostBeside : most)).ShouldBeTrue("nobody waits for a place that he may have");
        }
    }

    private static FairQueue Queue(int atOnce, int waiting, TimeProvider? clock = null) =>
        new(Options.Create(new LoadSettings { AtOnce = atOnce, Waiting = waiting }), clock ?? new MovableClock(DateTimeOffset.UnixEpoch));

    private static List<Task<Place>> Enter(FairQueue queue, string tenant, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => queue.Enter(tenant, default).AsTask())];
}
