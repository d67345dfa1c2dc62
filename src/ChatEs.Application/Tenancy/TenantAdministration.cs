using System.Buffers.Text;
using System.Security.Cryptography;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.ApiKeys;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;

namespace ChatEs.Application.Tenancy;

/// <param name="Secret">Shown this once.</param>
public sealed record IssuedKey(string Tenant, string KeyId, ApiKeyKind Kind, string Secret);

/// <summary>What the operator does with tenants, by the command line.</summary>
public sealed class TenantAdministration(CommandBus bus, Credentials credentials, ApiKeyQueries keys)
{
    public const string OperatorDialect = "cli";

    public static CommandContext Operator(string tenant) => new(new Caller(tenant, "operator", null, OperatorDialect));

    public Task<Outcome<TenantCreatedResult>> Create(string tenant, string name, bool registersUnknownUsers, CancellationToken cancellation) =>
        bus.Send(new CreateTenant(tenant, name, registersUnknownUsers), Operator(tenant), cancellation);

    /// <summary>Makes an API key. The log gets its public id and kind, the vault the SHA-256 of its secret, in one transaction.</summary>
    public Task<Outcome<IssuedKey>> IssueKey(string tenant, ApiKeyKind kind, CancellationToken cancellation) =>
        IssueKey(tenant, kind, Operator(tenant), cancellation);

    /// <param name="context">Who asks. A repeated request is not answered from its record: a secret is kept nowhere.</param>
    public async Task<Outcome<IssuedKey>> IssueKey(string tenant, ApiKeyKind kind, CommandContext context, CancellationToken cancellation)
    {
        var keyId = "ak_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
        var secret = Credentials.NewSecret(Credentials.SecretKeyPrefix);
        var storing = context with { Idempotency = null, Vault = Credentials.StoreKey(tenant, keyId, kind, secret) };
        var outcome = await bus.Send(new IssueApiKey(tenant, keyId, kind), storing, cancellation);
        return outcome.Match(
            _ => Outcome<IssuedKey>.Done(new IssuedKey(tenant, keyId, kind, secret)),
            Outcome<IssuedKey>.Refused);
    }

    /// <summary>The key opens nothing from now on; other processes know it within a second.</summary>
    public async Task<Outcome<ApiKeyRevokedResult>> RevokeKey(string tenant, string keyId, CommandContext context, CancellationToken cancellation)
    {
        var outcome = await bus.Send(
            new RevokeApiKey(tenant, keyId), context with { Vault = Credentials.RemoveKey(tenant, keyId) }, cancellation);
        credentials.Forget();
        return outcome;
    }

    /// <summary>In the order of issue, also those revoked.</summary>
    public Task<IReadOnlyList<ApiKeyView>> Keys(string tenant, CancellationToken cancellation) => keys.Of(tenant, cancellation);
}
