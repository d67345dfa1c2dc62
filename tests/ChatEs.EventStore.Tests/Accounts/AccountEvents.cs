namespace ChatEs.EventStore.Tests.Accounts;

/// <summary>The events of an account, the whole vocabulary of these tests.</summary>
public abstract record AccountEvent
{
    private AccountEvent()
    {
    }

    public sealed record Opened(string Kind, Opened.Who? Personal) : AccountEvent
    {
        public sealed record Who(string Owner);
    }

    /// <summary>One giver's money; the giver is a point that a state may or may not know.</summary>
    public sealed record Added(string Giver, long Amount, Added.Why? Personal) : AccountEvent
    {
        public sealed record Why(string Note);
    }

    public sealed record Closed : AccountEvent;
}
