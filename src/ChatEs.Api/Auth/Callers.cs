using System.Collections.Concurrent;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Auth;

/// <summary>
/// The step that all dialects share once they have read a secret off the wire: what it stands for, and the caller that
/// goes into the events. Callers are kept, because each builds its event headers once.
/// </summary>
internal sealed class Callers(Credentials credentials, Suspended suspended)
{
    private const int KeptAtMost = 100_000;

    private readonly ConcurrentDictionary<(Credential Credential, UserNumber? User, string Dialect), Caller> _known = new();

    /// <returns>Null when nobody was given this secret.</returns>
    public ValueTask<Credential?> Recognise(string secret, CancellationToken cancellation) => credentials.Find(secret, cancellation);

    /// <summary>Whether the user may not even read. His commands are refused without it.</summary>
    public bool IsSuspended(UserNumber? user) => user is { } known && suspended.Contains(known);

    /// <param name="user">Whom the request is for; null when a server key acts for nobody in particular.</param>
    public Caller For(Credential credential, UserNumber? user, string dialect)
    {
        var key = (credential, user, dialect);
        if (_known.TryGetValue(key, out var caller))
            return caller;
        if (_known.Count >= KeptAtMost)
            _known.Clear();
        return _known.GetOrAdd(key, new Caller(credential.Tenant, Principal(credential, user), user, dialect));
    }

    /// <summary>
    /// A server that acts for many users passes their idempotency keys on, and two users may choose the same: each has to
    /// be a principal of his own, else one would get the other's answer.
    /// </summary>
    private static string Principal(Credential credential, UserNumber? user) => (credential.KeyId, user) switch
    {
        ({ } key, null) => $"key:{key}",
        ({ } key, { } named) => $"key:{key}/user:{named}",
        _ => $"user:{user ?? credential.User}",
    };
}
