using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Tests.Support;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests;

public sealed class appending_to_a_stream
{
    [Fact]
    public async Task starts_and_goes_on_with_dense_versions_and_contiguous_sequences()
    {
        await using var ledger = await Ledger.Create();

        var started = await ledger.OpenAccount("a");
        var added = await ledger.Store.Append(
            Ledger.Stream("a"), ledger.Family, ExpectedVersion.Exactly(1), [new Added("x", 5, new Added.Why("note")), new Added("x", 6, null)]);

        (started.Status, started.Version, started.Sequence).ShouldBe((AppendStatus.Done, 1, 1));
        (added.Status, added.Version, added.Sequence).ShouldBe((AppendStatus.Done, 3, 3));
        (await ledger.Scalar<long>("select balance from accounts")).ShouldBe(11);
        await ledger.ShouldBeWhole();
    }
}
