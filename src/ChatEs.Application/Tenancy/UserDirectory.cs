using System.Collections.Concurrent;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Users;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// Finds the numbers of users by what their tenant calls them. External ids never change, but an erased user's may be given
/// to another. Whoever is erased is suspended before, and known as that in every process: so what is remembered of a
/// suspended user is not trusted.
/// </summary>
public sealed class UserDirectory(UserQueries users, TenantQueries tenants, CommandBus bus, Numbers numbers, Suspended suspended)
{
    private const int CachedAtMost = 200_000;

    private readonly ConcurrentDictionary<(string Tenant, string ExternalId), UserNumber> _known = new();
    private readonly ConcurrentDictionary<UserNumber, string> _externalIds = new();

    /// <summary>The number of a user whom this process has met; null says nothing. For the step that every request takes.</summary>
    public UserNumber? Known(string tenant, string externalId)
    {
        if (!_known.TryGetValue((tenant, externalId), out var user))
            return null;
        if (!suspended.Contains(user))
            return user;
        _known.TryRemove((tenant, externalId), out _);
        return null;
    }

    /// <summary>What the tenant calls a user of its own; of one who was erased, what stands in its place.</summary>
    /// <exception cref="InvalidOperationException">The tenant has no such user.</exception>
    public async ValueTask<string> ExternalId(string tenant, UserNumber user, CancellationToken cancellation)
    {
        if (!suspended.Contains(user) && _externalIds.TryGetValue(user, out var known))
            return known;
        var found = await users.ByNumber(tenant, user, cancellation) ?? throw new InvalidOperationException($"{tenant} has no user {user}.");
        if (_externalIds.Count >= CachedAtMost)
            _externalIds.Clear();
        return _externalIds[user] = found.ExternalId;
    }

    /// <summary>
    /// The numbers of users, in the order asked. Who is not known is registered by being named (username = id) when
    /// <paramref name="mayRegister"/> says that the caller may and the tenant wants it.
    /// </summary>
    public async Task<Outcome<ResolvedUsers>> Resolve(
        IReadOnlyList<string> externalIds, bool mayRegister, CommandContext context, CancellationToken cancellation)
    {
        var found = await Find(context.Caller.Tenant, externalIds, cancellation);
        return await RegisterMissing(externalIds, found, mayRegister, context, cancellation) is { } refusal
            ? Outcome<ResolvedUsers>.Refused(refusal)
            : Outcome<ResolvedUsers>.Done(new ResolvedUsers([.. externalIds.Select(id => found[id])]));
    }

    /// <summary>Those of the users who are registered, suspended or not.</summary>
    public async Task<Dictionary<string, UserNumber>> Find(string tenant, IReadOnlyList<string> externalIds, CancellationToken cancellation)
    {
        var found = new Dictionary<string, UserNumber>(StringComparer.Ordinal);
        foreach (var id in externalIds)
        {
            if (Known(tenant, id) is { } user)
                found[id] = user;
        }
        var missing = Missing(externalIds, found);
        if (missing.Count == 0)
            return found;
        foreach (var (externalId, number) in await users.NumbersOf(tenant, missing, cancellation))
            found[externalId] = Remember(tenant, externalId, number);
        return found;
    }

    private async Task<Refusal?> RegisterMissing(
        IReadOnlyList<string> externalIds, Dictionary<string, UserNumber> found, bool mayRegister, CommandContext context, CancellationToken cancellation)
    {
        var unknown = Missing(externalIds, found);
        if (unknown.Count == 0)
            return null;
        if (!mayRegister || await tenants.Get(context.Caller.Tenant, cancellation) is not { RegistersUnknownUsers: true })
        {
            return new Refusal(RefusalCode.UserNotFound, $"Unknown user: {string.Join(", ", unknown.Take(10).Select(id => $"'{id}'"))}.")
            {
                Details = [.. unknown.Select(id => new InvalidMember(id, "This user is not registered."))],
            };
        }
        // The request's Idempotency-Key belongs to what the caller asked for, not to this step on the way.
        var registered = await Task.WhenAll(unknown.Select(id => Register(id, null, context with { Idempotency = null, CarriedOut = null }, cancellation)));
        for (var i = 0; i < unknown.Count; i++)
        {
            if (registered[i].Result is not { } result)
                return registered[i].Refusal;
            found[unknown[i]] = result.User;
        }
        return null;
    }

    /// <summary>Registers a user; when the external id is taken, the one who has it is the answer.</summary>
    public async Task<Outcome<UserRegisteredResult>> Register(string externalId, string? username, CommandContext context, CancellationToken cancellation)
    {
        var command = new RegisterUser(await numbers.NextUser(cancellation), externalId, username);
        var outcome = await bus.Send(command, context, cancellation);
        if (outcome.Result is { } result)
            Remember(context.Caller.Tenant, externalId, result.User);
        return outcome;
    }

    private static List<string> Missing(IReadOnlyList<string> externalIds, Dictionary<string, UserNumber> found) =>
        [.. externalIds.Where(id => !found.ContainsKey(id)).Distinct(StringComparer.Ordinal)];

    /// <summary>Only the number of entries is bounded.</summary>
    private UserNumber Remember(string tenant, string externalId, UserNumber user)
    {
        if (_known.Count >= CachedAtMost)
            _known.Clear();
        return _known[(tenant, externalId)] = user;
    }
}

public sealed record ResolvedUsers(IReadOnlyList<UserNumber> Users);
