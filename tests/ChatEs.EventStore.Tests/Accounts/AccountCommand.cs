using ChatEs.EventStore.Appending;

namespace ChatEs.EventStore.Tests.Accounts;

/// <summary>A command made of a function, with the answer that the function gives.</summary>
public sealed class AccountCommand(StreamKey stream, AccountFamily family, Func<Account, long, DateTimeOffset, Decided> decide) : IDecider
{
    private int _decisions;

    public StreamKey Stream => stream;

    public StreamFamily Family => family;

    public bool StartsStream { get; init; }

    public EventMetadata Metadata { get; init; } = EventMetadata.None;

    /// <summary>The giver whose sum must be known.</summary>
    public string? Giver { get; init; }

    public int Decisions => _decisions;

    public bool Knows(object state) => Giver is null || ((Account)state).Knows(Giver);

    public Decided Decide(object state, long version, DateTimeOffset now)
    {
        Interlocked.Increment(ref _decisions);
        return decide((Account)state, version, now);
    }
}
