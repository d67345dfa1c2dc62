using System.Collections.Concurrent;
using ChatEs.Api.Load;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Auth;

/// <summary>
/// The step that all dialects share once they have read a secret off the wire: what it stands for, and the caller that
/// goes into the events. Callers are kept, because each builds its event headers once.
/// </summary>
internal sealed class Callers(Credentials credentials, Suspended suspended, FairQueue queue)
{
    private const int KeptAtMost = 100_000;

    private readonly ConcurrentDictionary<(Credential Credential, UserNumber? User, string Dialect), Caller> _known = new();

    /// <returns>Null when nobody was given this secret.</returns>
    public ValueTask<Credential?> Recognise(string secret, CancellationToken cancellation) => credentials.Find(secret, cancellation);

    /// <summary>
    /// Waits for the tenant's turn, once its credentials were found to be good. The place is left when the answer begins: then
    /// what costs the database is done, and a slow reader, or one who listens for hours, keeps nobody waiting.
    /// </summary>
    /// <exception cref="TooManyRequestsException">Too many requests of the tenant wait.</exception>
    public async ValueTask Enter(HttpContext http, string tenant)
    {
        var place = await queue.Enter(tenant, http.RequestAborted);
        http.Response.OnStarting(Leave, place);
        http.Response.OnCompleted(Leave, place);
    }

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

    private static Task Leave(object place)
    {
        ((Place)place).Leave();
        return Task.CompletedTask;
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
