using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.EventStore.Tests.Support;
using Npgsql;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

/// <summary>The odd one gets its own answer; its neighbours in the batch never notice.</summary>
public sealed class a_batch_with_an_odd_one
{
    [Fact]
    public async Task a_batch_without_one_is_one_transaction()
    {
        await using var ledger = await Ledger.Create();

        await Neighbours(ledger, _ => null);

        (await ledger.Scalar<long>("select count(distinct xmin::text) from events.mt_events where version = 2")).ShouldBe(1);
    }

    [Fact]
    public async Task a_refused_command()
    {
        await using var ledger = await Ledger.Create();

        var odd = await Neighbours(ledger, stream => ledger.Command(stream, (account, version, _) => new Decided([], $"no, at {version}")));

        odd.Result.ShouldBe(new AppendResult(AppendStatus.Done, "no, at 2", 2, 0));
    }

    [Fact]
    public async Task a_taken_name()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("before");
        await ledger.Store.Execute(Reserve(ledger, "before", "owner of before"));

        var odd = await Neighbours(ledger, stream => Reserve(ledger, stream, "late"));

        odd.Status.ShouldBe(AppendStatus.Taken);
        odd.Result!.Owner.ShouldBe("owner of before");
        odd.Result.Wanted.ShouldBe(new NameReservation("iban", "DE1", "late"));
    }

    [Fact]
    public async Task a_repeated_key()
    {
        await using var ledger = await Ledger.Create();
        await ledger.OpenAccount("before");
        await ledger.Store.Execute(Recorded(ledger, "before", """{"first": true}"""));

        var odd = await Neighbours(ledger, stream => Recorded(ledger, stream, """{"first": false}"""));

        odd.Status.ShouldBe(AppendStatus.Repeated);
        (await ledger.Scalar<string>("select result::text from vault.idempotency")).ShouldBe("""{"first": true}""");
    }

    [Fact]
    public async Task a_row_that_the_database_refuses()
    {
        await using var ledger = await Ledger.Create();

        var odd = await Neighbours(ledger, stream => ledger.Add(stream, AccountProjection.RefusedByTheDatabase, "odd"));

        odd.Exception.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public async Task text_that_the_database_cannot_hold(int character)
    {
        await using var ledger = await Ledger.Create();
        var text = $"a{(char)character}b";
        Func<string, IDecider>[] commands =
        [
            stream => ledger.Command(stream, (_, _, _) => new Decided([new Added("x", 1, new Added.Why(text))], null)),
            stream => ledger.Command(stream, (_, _, _) => new Decided([new Added(text, 1, null)], null)),
            stream => ledger.Command(stream, (_, _, _) => new Decided([new Added("x", 1, null)], null) { Reservations = [new("k", text, "o")] }),
            stream => new AccountCommand(Ledger.Stream(stream), ledger.Family, (_, _, _) => new Decided([new Added("x", 1, null)], null))
            {
                Metadata = new EventMetadata(text, null, null),
            },
        ];

        (await Neighbours(ledger, commands[character % 4])).Exception.ShouldBeOfType<FormatException>();

        foreach (var command in commands)
            (await Outcome.Of(ledger.Store.Execute(command("s1")))).Exception.ShouldBeOfType<FormatException>();
        Should.Throw<FormatException>(() => EventHeaders.From(("name", text)));
    }

    [Fact]
    public async Task a_number_that_the_database_cannot_hold()
    {
        await using var ledger = await Ledger.Create();

        // 2^53 fits the chain; the balance that it is added to does not fit its column after a thousand of them.
        var odd = await Neighbours(ledger, stream => ledger.Command(
            stream, (_, _, _) => new Decided([.. Enumerable.Repeat(new Added("odd", 1L << 53, null), 1100)], null)));

        odd.Exception.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.NumericValueOutOfRange);
    }

    [Fact]
    public async Task a_projection_that_throws()
    {
        await using var ledger = await Ledger.Create();

        var odd = await Neighbours(ledger, stream => ledger.Add(stream, AccountProjection.RefusedInCode));

        odd.Exception.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("The projection cannot bear this amount.");
    }

    [Fact]
    public async Task a_decider_that_throws()
    {
        await using var ledger = await Ledger.Create();

        var odd = await Neighbours(ledger, stream => ledger.Command(stream, (_, _, _) => throw new FormatException("odd")));

        odd.Exception.ShouldBeOfType<FormatException>();
    }

    [Fact]
    public async Task an_event_that_nobody_mapped_behind_one_that_is_mapped()
    {
        await using var ledger = await Ledger.Create();

        var odd = await Neighbours(ledger, stream => ledger.Command(
            stream, (_, _, _) => new Decided([new Added("x", 1, null), "no event"], null)));

        odd.Exception.ShouldBeOfType<Serialization.UnknownEventTypeException>();
    }

    [Fact]
    public async Task a_statement_of_its_own_that_fails()
    {
        await using var ledger = await Ledger.Create();

        var odd = await Neighbours(ledger, stream => ledger.Command(
            stream, (_, _, _) => new Decided([new Added("x", 1, null)], null) { Also = batch => batch.BatchCommands.Add(new("select 1 / 0")) }));

        odd.Exception.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.DivisionByZero);
    }

    [Fact]
    public async Task one_that_breaks_the_connection_every_time()
    {
        await using var ledger = await Ledger.Create();

        var odd = await Neighbours(ledger, stream => ledger.Command(
            stream,
            (_, _, _) => new Decided([new Added("x", 1, null)], null)
            {
                Also = batch => batch.BatchCommands.Add(new("select pg_terminate_backend(pg_backend_pid())")),
            }));

        odd.Exception.ShouldBeAssignableTo<NpgsqlException>();
    }

    [Fact]
    public async Task one_that_loses_to_a_neighbour_within_the_batch()
    {
        await using var ledger = await Ledger.Create();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => ledger.OpenAccount($"s{i}")));

        var names = await ledger.InOneBatch(ledger.Store, [.. Enumerable.Range(0, 32).Select(i => Reserve(ledger, $"s{i}", $"owner {i}"))]);
        var keys = await ledger.InOneBatch(ledger.Store, [.. Enumerable.Range(32, 32).Select(i => Recorded(ledger, $"s{i}", $"{i}"))]);

        var winner = names.Index().Single(o => o.Item.Status == AppendStatus.Done).Index;
        names.Where(o => o.Status == AppendStatus.Taken).ShouldAllBe(o => o.Result!.Owner == $"owner {winner}");
        keys.Count(o => o.Status == AppendStatus.Done).ShouldBe(1);
        keys.Count(o => o.Status == AppendStatus.Repeated).ShouldBe(31);
        (await ledger.Store.Log.LastSequence()).ShouldBe(66);
        await ledger.ShouldBeWhole();
    }

    /// <summary>The odd one among twenty neighbours, of its own stream too, in one batch: all of those must be stored.</summary>
    private static async Task<Outcome> Neighbours(Ledger ledger, Func<string, IDecider?> odd)
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => ledger.OpenAccount($"s{i}")));
        var commands = Enumerable.Range(0, 20).Select(i => (IDecider)ledger.Add($"s{i % 10}", 1000 + i)).ToList();
        if (odd("s5") is { } one)
            commands.Insert(10, one);

        var outcomes = await ledger.InOneBatch(ledger.Store, commands);

        var neighbours = outcomes.Where((_, i) => commands.Count == 20 || i != 10).ToList();
        neighbours.ShouldAllBe(o => o.Exception == null && o.Result!.Status == AppendStatus.Done && o.Result.Sequence > 0);
        neighbours.Select(o => o.Result!.Sequence).Distinct().Count().ShouldBe(20);
        (await ledger.Scalar<long>("select count(*) from events.mt_events where (data ->> 'amount')::int >= 1000")).ShouldBe(20);
        await ledger.ShouldBeWhole();
        // The connection is as good as new: the writer goes on with the same one or another.
        (await ledger.Store.Execute(ledger.Add("s5", 1))).Status.ShouldBe(AppendStatus.Done);
        return outcomes[10];
    }

    private static AccountCommand Reserve(Ledger ledger, string stream, string owner) => ledger.Command(
        stream, (_, _, _) => new Decided([new Added("x", 1, null)], null) { Reservations = [new("iban", "DE1", owner)] });

    private static AccountCommand Recorded(Ledger ledger, string stream, string result) => ledger.Command(
        stream,
        (_, _, _) => new Decided([new Added("x", 1, null)], null)
        {
            Record = new IdempotencyRecord(new IdempotencyKey(Ledger.Tenant, "me", "POST /add", "key"), [1, 2, 3], result),
        });
}
