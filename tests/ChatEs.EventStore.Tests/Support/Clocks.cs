namespace ChatEs.EventStore.Tests.Support;

/// <summary>A clock that shows what the test says.</summary>
public sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A clock on which time passes faster, so that waiting for a long limit is short.</summary>
public sealed class FastClock(int factor) : TimeProvider
{
    public override long GetTimestamp() => base.GetTimestamp() * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime / factor, period == Timeout.InfiniteTimeSpan ? period : period / factor);
}
