using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Support;

namespace ChatEs.EventStore.Tests;

public sealed class closing_a_store
{
    [Fact]
    public async Task carries_out_what_waits_and_refuses_what_comes_later()
    {
        await using var ledger = await Ledger.Create();
        await using var store = ledger.Open();
        await ledger.OpenAccount("a", store);
        Task<AppendResult>[] waiting;
        Task closing;
        await using (await ledger.HoldHead())
        {
            waiting = [.. Enumerable.Range(0, 50).Select(i => store.Execute(ledger.Add("a", i)))];
            closing = store.DisposeAsync().AsTask();
            var late = await Outcome.Of(store.Execute(ledger.Add("a", 1)).WaitAsync(TimeSpan.FromSeconds(10)));
            late.Exception.ShouldBeOfType<ObjectDisposedException>();
        }
        await closing.WaitAsync(TimeSpan.FromSeconds(10));

        (await Task.WhenAll(waiting)).ShouldAllBe(r => r.Status == AppendStatus.Done);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task under_load_leaves_nobody_waiting()
    {
        await using var ledger = await Ledger.Create();
        var store = ledger.Open();
        await ledger.OpenAccount("a", store);

        var writers = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            var stored = 0;
            while (await Outcome.Of(store.Execute(ledger.Add("a", 1))) is { Exception: null })
                stored++;
            return stored;
        })).ToList();
        await Task.Delay(200);
        await store.DisposeAsync();
        var stored = await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(10));

        stored.Sum().ShouldBeGreaterThan(0);
        (await ledger.Scalar<long>("select balance from accounts")).ShouldBe(stored.Sum());
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_caller_who_goes_away_while_waiting_is_told_so_and_the_command_is_carried_out()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        using var impatience = new CancellationTokenSource();
        Task<AppendResult> adding;
        await using (await ledger.HoldHead())
        {
            adding = ledger.Store.Execute(ledger.Add("a", 7), impatience.Token);
            await Task.Delay(50);
            await impatience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => adding);
        }

        await Gathering.Until(() => ledger.Scalar<bool>("select balance = 7 from accounts"));
        (await ledger.Store.Execute(ledger.Add("a", 1))).Version.ShouldBe(3);
    }

    [Fact]
    public async Task a_writers_settings_do_not_stay_behind_in_the_pool()
    {
        await using var ledger = await Ledger.Create();
        await using var db = PostgresEventStore.DataSource(ledger.ConnectionString + ";Maximum Pool Size=1", "model");
        await using (var only = new PostgresEventStore(
            db, Ledger.Types, [new Accounts.AccountProjection()], TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresEventStore>.Instance))
        {
            await ledger.Store.StartStream(Ledger.Stream("a"), ledger.Family, [new Accounts.AccountEvent.Closed()]);
            (await only.Execute(new Accounts.AccountCommand(Ledger.Stream("b"), ledger.Family, (_, _, _) => new Decided([new Accounts.AccountEvent.Closed()], null)) { StartsStream = true }))
                .Version.ShouldBe(1);
        }

        await using var command = db.CreateCommand("select current_setting('plan_cache_mode') || ' ' || current_setting('idle_in_transaction_session_timeout')");
        (await command.ExecuteScalarAsync()).ShouldBe("auto 0");
    }
}
