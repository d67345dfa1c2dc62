using System.Buffers.Text;
using System.Security.Cryptography;
using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;

namespace ChatEs.Application.Tenancy;

/// <param name="Secret">Shown this once.</param>
public sealed record IssuedKey(string Tenant, string KeyId, ApiKeyKind Kind, string Secret);

/// <summary>What the operator does with tenants, by the command line.</summary>
public sealed class TenantAdministration(CommandBus bus)
{
    public const string OperatorDialect = "cli";

    public static CommandContext Operator(string tenant) => new(new Caller(tenant, "operator", null, OperatorDialect));

    public Task<Outcome<TenantCreatedResult>> Create(string tenant, string name, bool registersUnknownUsers, CancellationToken cancellation) =>
        bus.Send(new CreateTenant(tenant, name, registersUnknownUsers), Operator(tenant), cancellation);

    /// <summary>Makes an API key. The log gets its public id and kind, the vault the SHA-256 of its secret, in one transaction.</summary>
    public async Task<Outcome<IssuedKey>> IssueKey(string tenant, ApiKeyKind kind, CancellationToken cancellation)
    {
        var keyId = "ak_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
        var secret = Credentials.NewSecret(Credentials.SecretKeyPrefix);
        var context = Operator(tenant) with { Vault = Credentials.StoreKey(tenant, keyId, kind, secret) };
        var outcome = await bus.Send(new IssueApiKey(tenant, keyId, kind), context, cancellation);
        return outcome.Match(
            _ => Outcome<IssuedKey>.Done(new IssuedKey(tenant, keyId, kind, secret)),
            Outcome<IssuedKey>.Refused);
    }
}
