using System.CommandLine;
using ChatEs.Application.ReadModels.ApiKeys;
using ChatEs.Application.Tenancy;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Cli;

internal static class KeyVerbs
{
    public static Command Issue()
    {
        var kind = new Option<string>("--kind")
        {
            Description = "secret acts for any user of the tenant, auditor reads the log, analytics reads reports.",
            DefaultValueFactory = _ => "secret",
        };
        kind.AcceptOnlyFromAmong("secret", "auditor", "analytics");
        return new Command("issue", "Issue an API key and show its secret, once.") { TenantVerbs.Tenant, kind }
            .Examples("chates keys issue --tenant acme", "chates keys issue --tenant acme --kind auditor --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var kindOfKey = Enum.Parse<ApiKeyKind>(parsed.GetRequiredValue(kind), ignoreCase: true);
                var issued = await session.Get<TenantAdministration>().IssueKey(tenant, kindOfKey, cancellation);
                return session.Answer(issued, key => session.Terminal.Answer(Answer(key), CliJson.Own.KeyAnswer, Lines(key)));
            });
    }

    public static Command Revoke()
    {
        var id = new Argument<string>("key") { Description = "The public id of the key, as keys list shows it." };
        return new Command("revoke", "Revoke an API key. It opens nothing any more; running services know it within a second.") { id, TenantVerbs.Tenant }
            .Examples("chates keys list --tenant acme", "chates keys revoke ak_2Vq3bW0nXyTz8aLk --tenant acme")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (tenant, key) = (parsed.GetRequiredValue(TenantVerbs.Tenant), parsed.GetRequiredValue(id));
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var revoked = await session.Get<TenantAdministration>()
                    .RevokeKey(tenant, key, TenantAdministration.Operator(tenant), cancellation);
                return session.Answer(revoked, done => session.Terminal.Answer(
                    new KeyRevokedAnswer(tenant, key, done.Changed), CliJson.Own.KeyRevokedAnswer,
                    done.Changed ? $"Key {key} is revoked." : $"Key {key} was revoked before."));
            });
    }

    public static Command List() =>
        new Command("list", "List the API keys of a tenant, also those revoked. Their secrets are kept nowhere.") { TenantVerbs.Tenant }
            .Examples("chates keys list --tenant acme", "chates keys list --tenant acme --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var keys = await session.Get<TenantAdministration>().Keys(tenant, cancellation);
                session.Terminal.Answer(
                    new KeysAnswer(tenant, [.. keys.Select(k => new ListedKeyAnswer(k.KeyId, Word(k.Kind), k.IssuedAt, k.RevokedAt))]),
                    CliJson.Own.KeysAnswer,
                    keys.Count == 0 ? [$"Tenant {tenant} has no key."] : keys.Select(Line));
                return ExitCode.Done;
            });

    public static KeyAnswer Answer(IssuedKey key) => new(key.Tenant, key.KeyId, Word(key.Kind), key.Secret);

    public static IEnumerable<string> Lines(IssuedKey key) =>
    [
        $"key id  {key.KeyId} ({Word(key.Kind)})",
        $"secret  {key.Secret}",
        "Keep the secret now: it is shown this once and kept nowhere.",
    ];

    private static string Line(ApiKeyView key) =>
        $"{key.KeyId}\t{Word(key.Kind)}\tissued {key.IssuedAt:u}{(key.RevokedAt is { } at ? $"\trevoked {at:u}" : "")}";

    private static string Word(ApiKeyKind kind) => kind switch
    {
        ApiKeyKind.Secret => "secret",
        ApiKeyKind.Auditor => "auditor",
        _ => "analytics",
    };
}
