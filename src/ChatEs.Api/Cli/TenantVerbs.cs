using System.CommandLine;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Cli;

internal static class TenantVerbs
{
    public static readonly Option<string> Tenant = new("--tenant") { Description = "The tenant's id.", HelpName = "id", Required = true };

    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "1 to 63 of a-z, 0-9, _ and -; begins with a letter or digit." };
        var name = new Option<string?>("--name") { Description = "Shown to people; the id where it is not given." };
        var strict = new Option<bool>("--no-auto-register")
        {
            Description = "A server key may name registered users only; else a user is registered by being named.",
        };
        return new Command("create", "Create a tenant and show its first secret key, once.") { id, name, strict }
            .Examples("chates tenants create acme", "chates tenants create acme --name 'Acme Ltd' --no-auto-register --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (tenant, registers) = (parsed.GetRequiredValue(id), !parsed.GetValue(strict));
                var title = parsed.GetValue(name) ?? tenant;
                var administration = session.Get<TenantAdministration>();
                var created = await administration.Create(tenant, title, registers, cancellation);
                if (created.Refusal is { } refusal)
                    return session.Terminal.Refused(refusal);
                var issued = await administration.IssueKey(tenant, ApiKeyKind.Secret, cancellation);
                return session.Answer(issued, key => session.Terminal.Answer(
                    new TenantCreatedAnswer(tenant, title, registers, KeyVerbs.Answer(key)), CliJson.Own.TenantCreatedAnswer,
                    [$"Tenant {tenant} is created.", .. KeyVerbs.Lines(key)]));
            });
    }

    public static Command List() => new Command("list", "List the tenants.")
        .Examples("chates tenants list --json")
        .OnTables(async (session, _, cancellation) =>
        {
            var tenants = await session.Get<TenantQueries>().All(cancellation);
            session.Terminal.Answer(
                new TenantsAnswer([.. tenants.Select(t => new TenantAnswer(t.Id, t.Name, t.RegistersUnknownUsers, t.CreatedAt))]),
                CliJson.Own.TenantsAnswer,
                tenants.Count == 0 ? ["There is no tenant yet."] : tenants.Select(t => $"{t.Id}\t{t.Name}"));
            return ExitCode.Done;
        });

    /// <summary>What hangs on a tenant is made under any id by the commands alone, so that a typing error would make a second world.</summary>
    public static async Task<Refusal?> Missing(this Session session, string tenant, CancellationToken cancellation) =>
        Validation.IsTenantId(tenant) && await session.Get<TenantQueries>().Get(tenant, cancellation) is not null
            ? null
            : new Refusal(RefusalCode.TenantNotFound, $"There is no tenant {tenant}.");
}
