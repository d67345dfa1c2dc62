using ChatEs.Application.Commands;
using ChatEs.Domain;

namespace ChatEs.Application.Auditing;

/// <summary>Whose events: one stream's, or everything of a tenant.</summary>
public sealed record AuditScope
{
    private AuditScope(string tenant, string? streamId) => (Tenant, StreamId) = (tenant, streamId);

    public string Tenant { get; }

    internal string? StreamId { get; }

    public static AuditScope Room(string tenant, RoomNumber room) => new(tenant, RoomFamily.StreamId(room));

    public static AuditScope User(string tenant, UserNumber user) => new(tenant, UserFamily.StreamId(user));

    /// <summary>The tenant's own stream: its creation and its keys.</summary>
    public static AuditScope TenantItself(string tenant) => new(tenant, TenantFamily.StreamId(tenant));

    public static AuditScope Everything(string tenant) => new(tenant, null);
}

/// <summary>Which of the events. Bounds are inclusive; null is none.</summary>
/// <param name="From">Server time.</param>
/// <param name="Types">Stored names as in docs/events.md, any of which.</param>
/// <param name="User">Who did it: the user acted for, as the headers say.</param>
/// <param name="Limit">How many at most.</param>
public sealed record EventFilter(
    long? FromVersion = null, long? ToVersion = null, long? FromSequence = null, long? ToSequence = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, IReadOnlyList<string>? Types = null, UserNumber? User = null, long? Limit = null)
{
    /// <summary>That there are, by name.</summary>
    public static IReadOnlyList<string> StoredNames { get; } = [.. EventTable.Create().Names.Keys.Order(StringComparer.Ordinal)];
}
