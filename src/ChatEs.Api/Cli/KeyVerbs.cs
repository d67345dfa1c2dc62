using System.CommandLine;
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

    public static KeyAnswer Answer(IssuedKey key) => new(key.Tenant, key.KeyId, Word(key), key.Secret);

    public static IEnumerable<string> Lines(IssuedKey key) =>
    [
        $"key id  {key.KeyId} ({Word(key)})",
        $"secret  {key.Secret}",
        "Keep the secret now: it is shown this once and kept nowhere.",
    ];

    private static string Word(IssuedKey key) => key.Kind switch
    {
        ApiKeyKind.Secret => "secret",
        ApiKeyKind.Auditor => "auditor",
        _ => "analytics",
    };
}
