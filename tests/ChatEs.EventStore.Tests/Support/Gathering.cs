using ChatEs.EventStore.Appending;

namespace ChatEs.EventStore.Tests.Support;

public static class Gathering
{
    extension(Ledger ledger)
    {
        /// <summary>
        /// Makes sure that the commands meet in one batch: the head is held while they come in, behind a first command
        /// that waits for it.
        /// </summary>
        public async Task<Outcome[]> InOneBatch(PostgresEventStore store, IReadOnlyList<IDecider> commands)
        {
            Task<AppendResult> first;
            Task<Outcome>[] outcomes;
            await using (await ledger.HoldHead())
            {
                first = store.Execute(ledger.Command("first", (_, _, _) => new Decided([], null) { Also = b => b.BatchCommands.Add(new("select 1")) }));
                await Until(() => ledger.Scalar<bool>(
                    "select count(*) = 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"));
                outcomes = [.. commands.Select(c => Outcome.Of(store.Execute(c)))];
                await Until(() => Task.FromResult(store.Waiting == commands.Count));
            }
            await first;
            return await Task.WhenAll(outcomes);
        }
    }

    public static async Task Until(Func<Task<bool>> condition)
    {
        for (var i = 0; !await condition(); i++)
        {
            i.ShouldBeLessThan(1_000, "it never came to that");
            await Task.Delay(10);
        }
    }
}

/// <summary>What came of a command: a result or an exception.</summary>
public sealed record Outcome(AppendResult? Result, Exception? Exception)
{
    public AppendStatus Status => Result.ShouldNotBeNull(Exception?.ToString()).Status;

    public static async Task<Outcome> Of(Task<AppendResult> command)
    {
        try
        {
            return new Outcome(await command, null);
        }
        catch (Exception e)
        {
            return new Outcome(null, e);
        }
    }
}
