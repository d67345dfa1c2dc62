using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class giving_a_name_up
{
    [Fact]
    public async Task lets_another_stream_have_it()
    {
        await using var ledger = await Ledger.Create();
        await ledger.Store.Execute(Opening(ledger, "a", "red"));
        (await ledger.Store.Execute(Opening(ledger, "b", "red"))).Owner.ShouldBe("a");

        (await ledger.Store.Execute(Renaming(ledger, "a", from: "red", to: "blue"))).Status.ShouldBe(AppendStatus.Done);

        (await ledger.Store.Execute(Opening(ledger, "b", "red"))).Status.ShouldBe(AppendStatus.Done);
        (await Names(ledger)).ShouldBe("blue:a red:b");
        await ledger.ShouldBeWhole();
    }

    [Fact]
    public async Task of_another_owner_changes_nothing()
    {
        await using var ledger = await Ledger.Create();
        await ledger.Store.Execute(Opening(ledger, "a", "red"));
        await ledger.OpenAccount("b");

        await ledger.Store.Execute(Renaming(ledger, "b", from: "red", to: "blue"));

        (await Names(ledger)).ShouldBe("blue:b red:a");
    }

    /// <summary>Who came before is too early, whoever comes after finds it free, and the stream itself gets it back.</summary>
    [Fact]
    public async Task in_the_batch_of_others_who_want_it()
    {
        await using var ledger = await Ledger.Create();
        await ledger.Store.Execute(Opening(ledger, "a", "red"));

        var outcomes = await ledger.InOneBatch(
            ledger.Store,
            [
                Opening(ledger, "b", "red"),
                Renaming(ledger, "a", from: "red", to: "blue"),
                Renaming(ledger, "a", from: "blue", to: "red"),
                Opening(ledger, "c", "blue"),
            ]);

        outcomes.Select(o => o.Status).ShouldBe([AppendStatus.Taken, AppendStatus.Done, AppendStatus.Done, AppendStatus.Done]);
        (await Names(ledger)).ShouldBe("blue:c red:a");
        await ledger.ShouldBeWhole();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task while_64_race_for_it_lets_one_of_them_have_it(int stores)
    {
        await using var ledger = await Ledger.Create();
        await ledger.Store.Execute(Opening(ledger, "a", "red"));
        var all = new List<PostgresEventStore> { ledger.Store };
        while (all.Count < stores)
            all.Add(ledger.Open());

        var renaming = Task.Run(() => all[^1].Execute(Renaming(ledger, "a", from: "red", to: "blue")));
        var racers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            var stream = $"racer-{i}";
            while (true)
            {
                var result = await all[i % stores].Execute(Opening(ledger, stream, "red"));
                if (result.Status == AppendStatus.Done || result.Owner != "a")
                    return result;
            }
        })));

        (await renaming).Status.ShouldBe(AppendStatus.Done);
        var winner = racers.Index().Single(r => r.Item.Status == AppendStatus.Done).Index;
        racers.Count(r => r.Owner == $"racer-{winner}").ShouldBe(63);
        (await Names(ledger)).ShouldBe($"blue:a red:racer-{winner}");
        await ledger.ShouldBeWhole();
    }

    private static AccountCommand Opening(Ledger ledger, string stream, string name) =>
        new(Ledger.Stream(stream), ledger.Family, (_, _, _) => new Decided([new Opened("plain", null)], null) { Reservations = [Name(name, stream)] })
        {
            StartsStream = true,
        };

    private static AccountCommand Renaming(Ledger ledger, string stream, string from, string to) => ledger.Command(
        stream,
        (_, _, _) => new Decided([new Added("anyone", 1, null)], null) { Reservations = [Name(to, stream)], Releases = [Name(from, stream)] });

    private static NameReservation Name(string name, string owner) => new("name", name, owner);

    private static Task<string> Names(Ledger ledger) =>
        ledger.Scalar<string>("select string_agg(key || ':' || owner, ' ' order by key) from vault.reservations");
}
