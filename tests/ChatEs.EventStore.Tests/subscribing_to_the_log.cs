using System.Collections.Concurrent;
using ChatEs.EventStore.Subscriptions;
using ChatEs.EventStore.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ChatEs.EventStore.Tests;

public sealed class subscribing_to_the_log
{
    [Fact]
    public async Task during_a_storm_of_two_stores_sees_every_sequence_once_in_order_without_a_hole()
    {
        await using var ledger = await Ledger.Create();
        var subscriber = new Collector("one");
        await using var running = Running.Start(ledger, subscriber);

        await Storm(ledger, 600);

        await Gathering.Until(() => Task.FromResult(subscriber.Seen.Count >= 604));
        subscriber.Seen.ShouldBe(Enumerable.Range(1, 604).Select(s => (long)s));
    }

    [Fact]
    public async Task a_plain_reader_never_skips_one_either()
    {
        await using var ledger = await Ledger.Create();
        var storm = Storm(ledger, 600);

        var seen = new List<long>();
        while (seen.Count < 604)
            seen.AddRange((await ledger.Store.Log.FetchLog(seen.LastOrDefault(), 50)).Select(e => e.Sequence));

        await storm;
        seen.ShouldBe(Enumerable.Range(1, 604).Select(s => (long)s));
    }

    [Fact]
    public async Task with_two_runners_handles_every_event_exactly_once()
    {
        await using var ledger = await Ledger.Create();
        var (one, two) = (new Collector("shared"), new Collector("shared"));
        await using var first = Running.Start(ledger, one);
        await using var second = Running.Start(ledger, two);

        await Storm(ledger, 600);

        await Gathering.Until(() => ledger.Scalar<bool>("select count(*) >= 604 from handled"));
        (await ledger.Scalar<long>("select count(distinct sequence) from handled")).ShouldBe(604);
        (await ledger.Scalar<long>("select count(*) from handled")).ShouldBe(604);
        one.Seen.Concat(two.Seen).Order().ShouldBe(Enumerable.Range(1, 604).Select(s => (long)s));
    }

    [Fact]
    public async Task with_a_subscriber_that_throws_now_and_then_its_effects_are_still_there_exactly_once()
    {
        await using var ledger = await Ledger.Create();
        var random = new Random(3);
        var subscriber = new Collector("clumsy") { Before = () => random.Next(3) == 0 ? throw new InvalidOperationException("now and then") : false };
        await using var running = Running.Start(ledger, subscriber, new FastClock(50));

        await Storm(ledger, 200);

        await Gathering.Until(() => ledger.Scalar<bool>("select count(*) >= 204 from handled"));
        (await ledger.Scalar<long>("select count(distinct sequence) from handled")).ShouldBe(204);
        (await ledger.Scalar<long>("select count(*) from handled")).ShouldBe(204);
        subscriber.Failures.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task goes_on_when_its_listening_connection_is_killed()
    {
        await using var ledger = await Ledger.Create();
        var subscriber = new Collector("one");
        await using var running = Running.Start(ledger, subscriber, new FastClock(50));
        await ledger.OpenAccount("a");
        await Gathering.Until(() => Task.FromResult(subscriber.Seen.Count == 1));

        for (var i = 2; i <= 5; i++)
        {
            await using (var admin = NpgsqlDataSource.Create(ledger.ConnectionString))
            await using (var kill = admin.CreateCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'"))
            {
                (await kill.ExecuteScalarAsync()).ShouldBe(true);
            }
            await ledger.Store.Execute(ledger.Add("a", i));
            await Gathering.Until(() => Task.FromResult(subscriber.Seen.Count == i));
            await Gathering.Until(() => ledger.Scalar<bool>(
                "select count(*) > 0 from pg_stat_activity where datname = current_database() and query like 'listen%'"));
        }
    }

    [Fact]
    public async Task starts_over_under_another_name_and_stops_when_told()
    {
        await using var ledger = await Ledger.Create();
        await Storm(ledger, 10);
        var (old, renamed) = (new Collector("old"), new Collector("new"));

        (await Subscription(ledger, old).CatchUp()).ShouldBe(14);
        (await Subscription(ledger, old).CatchUp()).ShouldBe(0);
        (await Subscription(ledger, renamed).CatchUp()).ShouldBe(14);

        using var stop = new CancellationTokenSource();
        var running = Subscription(ledger, old).Run(stop.Token);
        await Task.Delay(50);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task Storm(Ledger ledger, int events)
    {
        var other = ledger.Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ledger.OpenAccount($"s{i}")));
        await Task.WhenAll(Enumerable.Range(0, events).Select(i => (i % 2 == 0 ? ledger.Store : other).Execute(ledger.Add($"s{i % 4}", 1))));
    }

    private static Subscription Subscription(Ledger ledger, ISubscriber subscriber, TimeProvider? clock = null) =>
        new(ledger.Db, ledger.Store.Log, subscriber, clock ?? TimeProvider.System, NullLogger<Subscription>.Instance);

    /// <summary>Writes every event it handles into a table, in the transaction it is given.</summary>
    private sealed class Collector(string name) : ISubscriber
    {
        private int _failures;

        public string Name => name;

        public int Failures => _failures;

        public Func<bool>? Before { get; init; }

        public ConcurrentQueue<long> Seen { get; } = new();

        public async Task Handle(IReadOnlyList<Event> events, NpgsqlTransaction transaction, CancellationToken cancellation)
        {
            await using var insert = new NpgsqlCommand("insert into handled select * from unnest($1)", transaction.Connection, transaction)
            {
                Parameters = { new() { Value = events.Select(e => e.Sequence).ToArray() } },
            };
            await insert.ExecuteNonQueryAsync(cancellation);
            try
            {
                Before?.Invoke();
            }
            catch (InvalidOperationException)
            {
                Interlocked.Increment(ref _failures);
                throw;
            }
            foreach (var e in events)
                Seen.Enqueue(e.Sequence);
        }
    }

    private sealed class Running(Task task, CancellationTokenSource stop) : IAsyncDisposable
    {
        public static Running Start(Ledger ledger, ISubscriber subscriber, TimeProvider? clock = null)
        {
            var stop = new CancellationTokenSource();
            return new Running(Task.Run(() => Subscription(ledger, subscriber, clock).Run(stop.Token)), stop);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await task;
            stop.Dispose();
        }
    }
}
