using System.Collections.Concurrent;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Users;

namespace ChatEs.Application.Tenancy;

/// <summary>Finds the numbers of users by what their tenant calls them.</summary>
public sealed class UserDirectory(UserQueries users, TenantQueries tenants, CommandBus bus, Numbers numbers)
{
    private const int CachedAtMost = 200_000;

    private readonly ConcurrentDictionary<(string Tenant, string ExternalId), UserNumber> _known = new();

    /// <summary>The number of a user whom this process has met; null says nothing. For the step that every request takes.</summary>
    public UserNumber? Known(string tenant, string externalId) =>
        _known.TryGetValue((tenant, externalId), out var user) ? user : null;

    /// <summary>
    /// The numbers of users, in the order asked. Who is not known is registered by being named (username = id) when
    /// <paramref name="mayRegister"/> says that the caller may and the tenant wants it.
    /// </summary>
    public async Task<Outcome<ResolvedUsers>> Resolve(
        IReadOnlyList<string> externalIds, bool mayRegister, CommandContext context, CancellationToken cancellation)
    {
        var tenant = context.Caller.Tenant;
        var missing = externalIds.Where(id => !_known.ContainsKey((tenant, id))).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0 && await FindOrRegister(missing, mayRegister, context, cancellation) is { } refusal)
            return Outcome<ResolvedUsers>.Refused(refusal);
        var found = new UserNumber[externalIds.Count];
        for (var i = 0; i < found.Length; i++)
        {
            if (!_known.TryGetValue((tenant, externalIds[i]), out found[i]))
                return await Resolve(externalIds, mayRegister, context, cancellation); // Forgotten in between.
        }
        return Outcome<ResolvedUsers>.Done(new ResolvedUsers(found));
    }

    private async Task<Refusal?> FindOrRegister(List<string> missing, bool mayRegister, CommandContext context, CancellationToken cancellation)
    {
        var tenant = context.Caller.Tenant;
        foreach (var user in await users.ByExternalIds(tenant, missing, cancellation))
            Remember(tenant, user.ExternalId, user.Number);
        var unknown = missing.Where(id => !_known.ContainsKey((tenant, id))).ToList();
        if (unknown.Count == 0)
            return null;
        if (!mayRegister || await tenants.Get(tenant, cancellation) is not { RegistersUnknownUsers: true })
        {
            return new Refusal(RefusalCode.UserNotFound, $"Unknown user: {string.Join(", ", unknown.Take(10).Select(id => $"'{id}'"))}.")
            {
                Details = [.. unknown.Select(id => new InvalidMember(id, "This user is not registered."))],
            };
        }
        // The request's Idempotency-Key belongs to what the caller asked for, not to this step on the way.
        var registered = await Task.WhenAll(unknown.Select(id => Register(id, null, context with { Idempotency = null }, cancellation)));
        return registered.FirstOrDefault(r => r.Refusal is not null)?.Refusal;
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

    /// <summary>External ids never change, so what is known stays true; only the number of entries is bounded.</summary>
    private void Remember(string tenant, string externalId, UserNumber user)
    {
        if (_known.Count >= CachedAtMost)
            _known.Clear();
        _known[(tenant, externalId)] = user;
    }
}

public sealed record ResolvedUsers(IReadOnlyList<UserNumber> Users);
