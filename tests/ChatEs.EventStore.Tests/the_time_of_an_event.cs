using ChatEs.EventStore.Tests.Support;

namespace ChatEs.EventStore.Tests;

public sealed class the_time_of_an_event
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task never_goes_back_within_a_stream_although_the_clock_does()
    {
        await using var ledger = await Ledger.Create();
        var (clock, late) = (new SetClock(Noon), new SetClock(Noon.AddHours(-1)));
        var store = ledger.Open(clock);
        var other = ledger.Open(late);
        await ledger.OpenAccount("a", store);

        clock.Now = Noon.AddSeconds(2);
        await store.Execute(ledger.Add("a", 1));
        clock.Now = Noon.AddSeconds(1);
        await store.Execute(ledger.Add("a", 2));
        await other.Execute(ledger.Add("a", 3));
        clock.Now = Noon.AddSeconds(3);
        await store.Execute(ledger.Add("a", 4));
        await ledger.OpenAccount("b", other);

        var times = await store.Log.FetchStream(Ledger.Stream("a")).Select(e => (e.Timestamp - Noon).TotalSeconds).ToListAsync();
        times.ShouldBe([0, 2, 2, 2, 3]);
        (await store.Log.FetchStream(Ledger.Stream("b")).SingleAsync()).Timestamp.ShouldBe(late.Now, "another stream has a time of its own");
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task is_cut_to_microseconds_so_that_its_hash_verifies()
    {
        await using var ledger = await Ledger.Create();
        var clock = new SetClock(Noon.AddTicks(12_345_679));
        var store = ledger.Open(clock);

        await ledger.OpenAccount("a", store);

        var e = await store.Log.FetchStream(Ledger.Stream("a")).SingleAsync();
        e.Timestamp.ShouldBe(Noon.AddTicks(12_345_670));
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task is_utc_whatever_the_clock_of_the_decider_says()
    {
        await using var ledger = await Ledger.Create();
        var store = ledger.Open(new SetClock(new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2))));

        await ledger.OpenAccount("a", store);

        (await store.Log.FetchStream(Ledger.Stream("a")).SingleAsync()).Timestamp.ShouldBe(Noon);
        await ledger.ShouldBeWhole();
    }
}
