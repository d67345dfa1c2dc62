using ChatEs.Domain;

namespace ChatEs.Application.Realtime;

/// <summary>What passes: it has no place in the log, is stored nowhere, and is not told again to who comes back.</summary>
public sealed class LiveSignal(Signal signal) : LiveItem
{
    public Signal Signal => signal;

    public override string Tenant => signal.Tenant;
}

/// <param name="User">Who is at it.</param>
/// <param name="At">When the database was told of it.</param>
public abstract record Signal(string Tenant, UserNumber User, DateTimeOffset At);

/// <param name="Until">When to take it as over, unless it is said again; null: it is over.</param>
public sealed record Typing(string Tenant, UserNumber User, DateTimeOffset At, RoomNumber Room, DateTimeOffset? Until) : Signal(Tenant, User, At);

/// <param name="IsOnline">Whether he listens to events, on any connection to any process.</param>
public sealed record Presence(string Tenant, UserNumber User, DateTimeOffset At, bool IsOnline) : Signal(Tenant, User, At);
