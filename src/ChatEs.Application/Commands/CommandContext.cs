using System.Text.Json;
using ChatEs.Domain;
using ChatEs.EventStore;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>Who asks. A dialect makes one out of the credentials it was shown.</summary>
/// <param name="Tenant">The tenant that everything is keyed by.</param>
/// <param name="Principal">Names the caller for idempotency and in every event: <c>user:17</c>, <c>key:ak_…</c>, <c>cli</c>.</param>
/// <param name="User">The user acted for; null when a server key acts for nobody in particular.</param>
/// <param name="Dialect">By which API, as in the event headers.</param>
public sealed record Caller(string Tenant, string Principal, UserNumber? User, string Dialect)
{
    private EventHeaders? _headers;

    /// <summary>Built once: a caller is kept as long as its credentials are cached.</summary>
    public EventHeaders Headers =>
        _headers ??= EventHeaders.From(("caller", Principal), ("dialect", Dialect), ("user", User?.Value));

    /// <summary>Whom an event was done for; null for a server acting for nobody, and for what the service does by itself.</summary>
    public static UserNumber? UserOf(EventHeaders? headers)
    {
        if (headers is null)
            return null;
        using var json = JsonDocument.Parse(headers.Json);
        return json.RootElement.TryGetProperty("user", out var user) && user.TryGetInt64(out var number) ? new UserNumber(number) : null;
    }

    /// <summary>Who an event was caused by; null where nobody said it.</summary>
    public static string? PrincipalOf(EventHeaders? headers)
    {
        if (headers is null)
            return null;
        using var json = JsonDocument.Parse(headers.Json);
        return json.RootElement.TryGetProperty("caller", out var caller) ? caller.GetString() : null;
    }

    public bool Equals(Caller? other) =>
        other is not null && (Tenant, Principal, User, Dialect) == (other.Tenant, other.Principal, other.User, other.Dialect);

    public override int GetHashCode() => HashCode.Combine(Tenant, Principal, User, Dialect);
}

/// <summary>An Idempotency-Key as it came: one key means one request, by one caller, on one route.</summary>
/// <param name="Digest">SHA-256 of the request; the same key with another one is refused.</param>
public sealed record IdempotentRequest(string Route, string Key, byte[] Digest);

/// <summary>What surrounds a command.</summary>
/// <param name="CorrelationId">Names the request or job; stored with every event.</param>
public sealed record CommandContext(Caller Caller, string? CorrelationId = null, IdempotentRequest? Idempotency = null)
{
    /// <summary>Writes to the vault that belong to the command, in its transaction.</summary>
    public Action<NpgsqlBatch>? Vault { get; init; }

    /// <summary>Told when the command was carried out: whatever goes wrong from here on, it is no failure of the command.</summary>
    public Action? CarriedOut { get; init; }

    /// <summary>The command is decided, and nothing of it is stored.</summary>
    internal bool Rehearses { get; init; }
}
