using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class racing_for_a_name_or_key
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task of_64_one_gets_the_name_and_all_others_learn_who(int stores)
    {
        await using var ledger = await Ledger.Create();

        for (var round = 0; round < 5; round++)
        {
            var name = $"DE{round}";
            var results = await Race(ledger, stores, i => Starting(ledger, $"{name}-{i}", new Decided([Opened()], null)
            {
                Reservations = [new("other", $"{name}-{i}", "free"), new("iban", name, $"owner {i}")],
            }));

            var winner = results.Index().Single(r => r.Item.Status == AppendStatus.Done).Index;
            var losers = results.Where(r => r.Status == AppendStatus.Taken).ToList();
            losers.Count.ShouldBe(63);
            losers.ShouldAllBe(r => r.Owner == $"owner {winner}" && r.Wanted!.Key == name);
            (await ledger.Store.OwnerOf(Ledger.Tenant, "iban", name)).ShouldBe($"owner {winner}");
            (await ledger.Store.OwnerOf(Ledger.Tenant, "other", name)).ShouldBeNull();
            (await ledger.Store.OwnerOf("another tenant", "iban", name)).ShouldBeNull();
        }
        (await ledger.Scalar<long>("select count(*) from vault.reservations where kind = 'other'")).ShouldBe(5);
        (await ledger.Store.Log.LastSequence()).ShouldBe(5);
        await ledger.ShouldBeWhole();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task of_64_one_is_carried_out_and_all_others_find_its_record(int stores)
    {
        await using var ledger = await Ledger.Create();
        var key = new IdempotencyKey(Ledger.Tenant, "me", "POST /open", "k1");

        var results = await Race(ledger, stores, i => Starting(ledger, $"a{i}", new Decided([Opened()], i)
        {
            Record = new IdempotencyRecord(key, [(byte)i], $$"""{"account": {{i}}}"""),
        }));

        var winner = results.Index().Single(r => r.Item.Status == AppendStatus.Done).Index;
        results.Count(r => r.Status == AppendStatus.Repeated).ShouldBe(63);
        (await ledger.Scalar<string>("select result ->> 'account' from vault.idempotency")).ShouldBe($"{winner}");
        (await ledger.Scalar<byte[]>("select digest from vault.idempotency")).ShouldBe([(byte)winner]);
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task a_command_without_events_keeps_its_name_and_record_all_the_same()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("a");
        var key = new IdempotencyKey(Ledger.Tenant, "me", "POST /nothing", "k1");
        AccountCommand Nothing() => ledger.Command("a", (_, _, _) => new Decided([], "nothing to do")
        {
            Record = new IdempotencyRecord(key, [1], "null"),
            Reservations = [new("kind", "name", "owner")],
        });

        var first = await ledger.Store.Execute(Nothing());
        var second = await ledger.Store.Execute(Nothing());

        first.ShouldBe(new AppendResult(AppendStatus.Done, "nothing to do", 1, 0));
        second.Status.ShouldBe(AppendStatus.Repeated);
        (await ledger.Scalar<string>("select owner from vault.reservations")).ShouldBe("owner");
    }

    /// <summary>The plan is made while there are none, and kept: one that goes through all of them would cost more with each that comes.</summary>
    [Fact]
    public async Task looks_at_no_other_names_and_records_than_its_own()
    {
        const int Commands = 200;
        await using var ledger = await Ledger.Create();
        await ledger.Run("analyze vault.idempotency, vault.reservations");
        for (var i = 0; i < Commands; i++)
        {
            await ledger.Store.Execute(Starting(ledger, $"a{i}", new Decided([Opened()], null)
            {
                Record = new IdempotencyRecord(new(Ledger.Tenant, "me", "POST /open", $"k{i}"), [1], "null"),
                Reservations = [new("iban", $"DE{i}", $"a{i}")],
            }));
        }

        // A server process tells at its end what it has read.
        await ledger.Scalar<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        foreach (var index in (string[])["idempotency_pkey", "reservations_pkey"])
        {
            while (await ledger.Scalar<long>($"select idx_scan from pg_stat_user_indexes where indexrelname = '{index}'") < Commands)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            (await ledger.Scalar<long>($"select idx_tup_read from pg_stat_user_indexes where indexrelname = '{index}'")).ShouldBeLessThan(Commands, index);
        }
    }

    private static async Task<AppendResult[]> Race(Ledger ledger, int stores, Func<int, IDecider> command)
    {
        var all = new List<PostgresEventStore> { ledger.Store };
        while (all.Count < stores)
            all.Add(ledger.Open());
        return await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => all[i % stores].Execute(command(i)))));
    }

    private static AccountCommand Starting(Ledger ledger, string stream, Decided decided) =>
        new(Ledger.Stream(stream), ledger.Family, (_, _, _) => decided) { StartsStream = true };

    private static Opened Opened() => new("plain", null);
}
