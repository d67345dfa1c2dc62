using System.Collections.Immutable;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class the_cache_of_streams
{
    private static readonly StreamKey Key = Ledger.Stream("a");

    private readonly AccountFamily _family = new();

    [Fact]
    public void points_loaded_at_or_after_since_are_merged_and_the_cached_ones_win()
    {
        var cache = new StreamCache();
        cache.Merge(State(5, ("x", 1)), _family);
        cache.Put(State(8, ("x", 2)) with { Since = 5 }, _family);

        var merged = cache.Merge(State(6, ("x", 1), ("y", 7)), _family).ShouldNotBeNull();

        (merged.Version, merged.Since).ShouldBe((8, 5));
        Points(merged).ShouldBe([("x", 2), ("y", 7)]);
    }

    [Fact]
    public void points_loaded_before_since_are_refused()
    {
        var cache = new StreamCache();
        cache.Merge(State(5, ("x", 1)), _family);

        cache.Merge(State(4, ("y", 7)), _family).ShouldBeNull();

        Points(cache.Get(Key)!).ShouldBe([("x", 1)]);
    }

    [Fact]
    public void a_newer_load_leaves_what_is_known_to_the_writer_which_knows_the_events_between()
    {
        var cache = new StreamCache();
        cache.Merge(State(5, ("x", 1)), _family);

        var merged = cache.Merge(State(9, ("y", 7)), _family).ShouldNotBeNull();

        merged.Version.ShouldBe(9);
        Points(merged).ShouldBe([("y", 7)]);
        cache.Get(Key)!.Version.ShouldBe(5);
        Points(cache.Get(Key)!).ShouldBe([("x", 1)]);
    }

    [Fact]
    public void an_older_state_does_not_replace_a_newer_one()
    {
        var cache = new StreamCache();
        cache.Put(State(9, ("y", 7)), _family);

        cache.Put(State(8, ("x", 1)), _family);

        cache.Get(Key)!.Version.ShouldBe(9);
    }

    [Fact]
    public void a_trimmed_state_has_seen_nothing_before_its_version()
    {
        var cache = new StreamCache();
        var family = new AccountFamily { MaxGivers = 2 };
        cache.Merge(State(5, ("x", 1), ("y", 2)), family);

        var merged = cache.Merge(State(5, ("z", 3)), family).ShouldNotBeNull();

        (merged.Since, Points(merged).Count).ShouldBe((5, 0));
        cache.Put(State(7, ("x", 1), ("y", 2), ("z", 3)) with { Since = 5 }, family);
        cache.Get(Key)!.Since.ShouldBe(7);
        cache.Merge(State(6, ("x", 9)), family).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_state_takes_nothing_that_was_loaded_before_an_erasure(bool byAnotherStore)
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        await ledger.Store.Execute(ledger.Add("a", 1, "x"));

        await (byAnotherStore ? ledger.Open() : ledger.Store).ErasePersonal(Key, ledger.Family, [1]);
        await ledger.Store.Execute(ledger.Add("a", 1, "x"));

        ledger.Store.Cache.Get(Key)!.Since.ShouldBe(3);
        ledger.Store.Cache.Merge(State(2, ("x", 1)), ledger.Family).ShouldBeNull();
    }

    [Fact]
    public void bytes_are_bounded_and_the_least_recently_used_goes_first()
    {
        var cache = new StreamCache(10_000);
        for (var i = 0; i < 25; i++)
            cache.Put(State(1) with { Key = Ledger.Stream($"s{i}") }, _family);
        cache.Get(Ledger.Stream("s0")).ShouldNotBeNull();

        cache.Put(State(1) with { Key = Ledger.Stream("s25") }, _family);

        cache.Get(Ledger.Stream("s0")).ShouldNotBeNull();
        cache.Get(Ledger.Stream("s1")).ShouldBeNull();
        (cache.Count, cache.Bytes).ShouldBe((25, 10_000));
        cache.Remove(Ledger.Stream("s0"));
        (cache.Count, cache.Bytes).ShouldBe((24, 9_600));
    }

    [Fact]
    public async Task a_family_that_forgets_all_the_time_still_gets_every_answer_right()
    {
        await using var ledger = await Ledger.Create(new AccountFamily { MaxGivers = 1 });
        var other = ledger.Open();
        await ledger.OpenAccount("a");

        // Each giver raises his own newest gift by one: an answer given on a wrong point would give a number twice.
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async giver =>
        {
            var own = new List<object?>();
            for (var i = 0; i < 15; i++)
                own.Add((await (giver % 2 == 0 ? ledger.Store : other).Execute(Raise(ledger, $"g{giver}"))).Answer);
            return own;
        }));

        answers.ShouldAllBe(own => own.SequenceEqual(Enumerable.Range(1, 15).Select(n => (object?)(long)n)));
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task eviction_in_the_middle_of_submissions_changes_no_answer()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        using var end = new CancellationTokenSource();
        var evicting = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                ledger.Store.Cache.Remove(Ledger.Stream("a"));
                Thread.Sleep(1);
            }
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async giver =>
        {
            var own = new List<object?>();
            for (var i = 0; i < 30; i++)
                own.Add((await ledger.Store.Execute(Raise(ledger, $"g{giver}"))).Answer);
            return own;
        }));
        await end.CancelAsync();
        await evicting;

        answers.ShouldAllBe(own => own.SequenceEqual(Enumerable.Range(1, 30).Select(n => (object?)(long)n)));
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_family_that_does_not_load_what_is_asked_gives_an_error_and_no_endless_loop()
    {
        await using var ledger = await Ledger.Create(new AccountFamily { ForgetsToLoadGivers = true });
        await ledger.OpenAccount("a");
        var other = ledger.Open();

        var error = await Should.ThrowAsync<InvalidOperationException>(() => other.Execute(Raise(ledger, "x")));

        error.Message.ShouldBe("What was loaded of stream acme/a does not know what AccountCommand asks about.");
        ledger.Family.Loads.ShouldBe(1);
    }

    private static AccountCommand Raise(Ledger ledger, string giver) => ledger.Command(
        "a",
        (account, _, _) => new Decided([new Added(giver, account.LastGiftOf(giver) + 1, null)], account.LastGiftOf(giver) + 1),
        giver);

    private static CachedStream State(long version, params (string Giver, long Amount)[] gifts) => new(
        Key, version, HashChain.Start, DateTimeOffset.UnixEpoch,
        new Account(true, false, 0, gifts.ToImmutableSortedDictionary(g => g.Giver, g => g.Amount, StringComparer.Ordinal), KnowsAll: false));

    private static List<(string, long)> Points(CachedStream stream) => [.. ((Account)stream.State).LastGifts.Select(g => (g.Key, g.Value))];
}
