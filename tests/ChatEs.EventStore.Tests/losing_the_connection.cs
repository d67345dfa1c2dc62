using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Support;
using Npgsql;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class losing_the_connection
{
    [Fact]
    public async Task at_random_moments_under_load_loses_no_answer_and_doubles_none()
    {
        await using var ledger = await Ledger.Create();
        var other = ledger.Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ledger.OpenAccount($"s{i}")));

        using var end = new CancellationTokenSource();
        var killing = Kill(ledger, end.Token);
        var answers = await Task.WhenAll(Write(ledger, ledger.Store), Write(ledger, other));
        await end.CancelAsync();
        var killed = await killing;

        killed.ShouldBeGreaterThan(5);
        await ShouldHold(ledger, [.. answers.SelectMany(a => a)]);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task right_after_the_commit_gives_the_answer_that_the_commit_had()
    {
        await using var ledger = await Ledger.Create();
        await using var cable = new Cable(ledger.ConnectionString);
        var far = ledger.Open(connectionString: cable.ConnectionString);
        await ledger.OpenAccount("a", far);

        for (var i = 2; i <= 20; i++)
        {
            cable.SwallowNextAnswer();
            var result = await far.Execute(ledger.Add("a", i));
            (result.Status, result.Version, result.Sequence).ShouldBe((AppendStatus.Done, i, i));
        }
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task right_after_the_commit_of_a_record_without_events_finds_the_record()
    {
        await using var ledger = await Ledger.Create();
        await using var cable = new Cable(ledger.ConnectionString);
        var far = ledger.Open(connectionString: cable.ConnectionString);
        await ledger.OpenAccount("a", far);

        cable.SwallowNextAnswer();
        var result = await far.Execute(ledger.Command("a", (_, _, _) => new Decided([], null)
        {
            Record = new IdempotencyRecord(new IdempotencyKey(Ledger.Tenant, "me", "POST", "k"), [7], "{}"),
        }));

        result.Status.ShouldBe(AppendStatus.Repeated);
        (await ledger.Scalar<byte[]>("select digest from vault.idempotency")).ShouldBe([7]);
    }

    [Fact]
    public async Task while_the_head_is_held_does_not_leave_it_held()
    {
        await using var ledger = await Ledger.Create();
        await using var cable = new Cable(ledger.ConnectionString);
        var far = ledger.Open(connectionString: cable.ConnectionString);
        await ledger.OpenAccount("a", far);
        await ledger.OpenAccount("b", far);

        for (var i = 0; i < 20; i++)
        {
            // Behind the far store's back, so that it has to take the head; and its connection breaks on the way there.
            await ledger.Store.Execute(ledger.Add("a", 1));
            var adding = far.Execute(ledger.Add("a", 1));
            await Task.Delay(i % 5);
            cable.Cut();
            (await adding).Status.ShouldBe(AppendStatus.Done);
        }
        (await ledger.Scalar<long>("select version from events.mt_streams where id = 'a'")).ShouldBe(41);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task for_a_while_only_makes_callers_wait()
    {
        await using var ledger = await Ledger.Create();
        await using var cable = new Cable(ledger.ConnectionString);
        var far = ledger.Open(connectionString: cable.ConnectionString);
        await ledger.OpenAccount("a", far);

        cable.Unplug();
        var adding = Enumerable.Range(0, 50).Select(i => far.Execute(ledger.Add("a", i))).ToList();
        await Task.Delay(300);
        adding.ShouldAllBe(a => !a.IsCompleted);
        cable.Plug();

        (await Task.WhenAll(adding)).Select(r => r.Version).Order().ShouldBe(Enumerable.Range(2, 50).Select(v => (long)v));
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task for_longer_than_the_limit_gives_errors_and_works_again_afterwards()
    {
        await using var ledger = await Ledger.Create();
        await using var cable = new Cable(ledger.ConnectionString);
        var far = ledger.Open(new FastClock(60), cable.ConnectionString);
        await ledger.OpenAccount("a", far);

        cable.Unplug();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Outcome.Of(far.Execute(ledger.Add("a", i)))));
        outcomes.ShouldAllBe(o => o.Exception is NpgsqlException);
        cable.Plug();

        (await far.Execute(ledger.Add("a", 5))).Version.ShouldBe(2);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task in_the_commit_and_for_longer_than_the_limit_is_an_unknown_outcome()
    {
        await using var ledger = await Ledger.Create();
        await using var cable = new Cable(ledger.ConnectionString);
        var far = ledger.Open(new FastClock(60), cable.ConnectionString);
        await ledger.OpenAccount("a", far);

        cable.SwallowNextAnswer();
        cable.RefuseNew();
        var outcome = await Outcome.Of(far.Execute(ledger.Add("a", 7)));
        outcome.Exception.ShouldBeOfType<UnknownOutcomeException>();
        cable.Plug();

        (await ledger.Scalar<long>("select version from events.mt_streams where id = 'a'")).ShouldBe(2);
        (await far.Execute(ledger.Add("a", 5))).Version.ShouldBe(3);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task in_the_commit_lets_those_behind_it_be_told_that_they_are_not_there()
    {
        await using var ledger = await Ledger.Create();
        await using var cable = new Cable(ledger.ConnectionString);
        var far = ledger.Open(connectionString: cable.ConnectionString);
        await ledger.OpenAccount("a", far);

        cable.SwallowNextAnswer();
        cable.RefuseNew();
        var first = far.Execute(ledger.Add("a", 7));
        while (await ledger.Scalar<long>("select version from events.mt_streams where id = 'a'") < 2)
            await Task.Yield();
        var behind = Outcome.Of(far.Execute(ledger.Add("a", 5)));
        while (far.Waiting == 0)
            await Task.Yield();
        var away = new NpgsqlException("away");
        far.FailWaiting(away);
        (await behind).Exception.ShouldBeSameAs(away);
        first.IsCompleted.ShouldBeFalse();
        cable.Plug();

        (await first).Version.ShouldBe(2);
        (await ledger.Scalar<long>("select version from events.mt_streams where id = 'a'")).ShouldBe(2);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_head_that_is_held_for_ever_gives_errors_and_appends_go_on_once_it_is_free()
    {
        await using var ledger = await Ledger.Create();
        var store = ledger.Open(new FastClock(60), ledger.ConnectionString + ";Command Timeout=1");
        await ledger.OpenAccount("a", store);

        await using (await ledger.HoldHead())
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Outcome.Of(store.Execute(ledger.Add("a", i))))).WaitAsync(TimeSpan.FromSeconds(20));
            outcomes.ShouldAllBe(o => o.Exception is NpgsqlException);
        }

        (await store.Execute(ledger.Add("a", 5))).Version.ShouldBe(2);
        await ledger.ShouldBeWhole();
    }

    /// <summary>Ends backends of the writers, mostly those that are just at work, until told to stop.</summary>
    private static async Task<int> Kill(Ledger ledger, CancellationToken end)
    {
        var killed = 0;
        var random = new Random(7);
        await using var db = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var command = db.CreateCommand("""
            select count(pg_terminate_backend(pid))
              from (select pid from pg_stat_activity
                     where datname = current_database() and query ~ '^(select events.append_batch|begin|commit|select last_seq)'
                     order by (state <> 'idle') desc, random() limit 1) b
            """);
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(random.Next(5, 30), CancellationToken.None);
            killed += (int)(long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
        }
        return killed;
    }

    private static async Task<List<(string Stream, long Version, long Sequence, long Amount)>> Write(Ledger ledger, PostgresEventStore store)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            var random = new Random(writer);
            var own = new List<(string, long, long, long)>();
            for (var i = 0; i < 100; i++)
            {
                var (stream, amount) = ($"s{random.Next(8)}", random.Next(1000, int.MaxValue));
                var result = await store.Execute(ledger.Add(stream, amount));
                own.Add((stream, result.Version, result.Sequence, amount));
            }
            return own;
        }));
        return [.. answers.SelectMany(a => a)];
    }

    private static async Task ShouldHold(Ledger ledger, List<(string Stream, long Version, long Sequence, long Amount)> answers)
    {
        await using var db = NpgsqlDataSource.Create(ledger.ConnectionString);
        var log = (await new Reading.LogReader(db, Ledger.Types).FetchLog(0, int.MaxValue)).Where(e => e.Data is Added).ToList();
        log.Select(e => (e.Stream.Id, e.Version, e.Sequence, ((Added)e.Data).Amount)).Order().ShouldBe(answers.Order());
    }
}
