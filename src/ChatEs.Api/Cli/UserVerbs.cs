using System.CommandLine;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Cli;

internal static class UserVerbs
{
    public static Command Create()
    {
        var id = Id();
        var username = new Option<string?>("--username") { Description = "Shown to people; the id where it is not given." };
        return new Command("create", "Register a user. One who is there already stays as he is.") { id, username, TenantVerbs.Tenant }
            .Examples("chates users create alice --tenant acme", "chates users create 17 --username 'Alice B.' --tenant acme --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (tenant, user) = (parsed.GetRequiredValue(TenantVerbs.Tenant), parsed.GetRequiredValue(id));
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var before = await Find(session, tenant, user, cancellation);
                var registered = await session.Get<UserDirectory>().Register(
                    user, parsed.GetValue(username), TenantAdministration.Operator(tenant), cancellation);
                if (registered.Refusal is { } invalid)
                    return session.Terminal.Refused(invalid);
                var now = await Find(session, tenant, user, cancellation);
                session.Terminal.Answer(
                    new UserAnswer(tenant, user, now!.Username, now.Number.Value, Created: before is null), CliJson.Own.UserAnswer,
                    before is null ? $"User {user} is registered, number {now.Number}." : $"User {user} was there already, number {now.Number}.");
                return ExitCode.Done;
            });
    }

    public static Command Token()
    {
        var id = Id();
        var reset = new Option<bool>("--reset") { Description = "End every token that the user has; else they stay valid beside the new one." };
        return new Command("token", "Issue a token that acts for one user, and show it, once.") { id, TenantVerbs.Tenant, reset }
            .Examples("chates users token alice --tenant acme", "chates users token alice --tenant acme --reset --json")
            .OnUser(id, async (session, parsed, user, cancellation) =>
            {
                var (tenant, ends) = (parsed.GetRequiredValue(TenantVerbs.Tenant), parsed.GetValue(reset));
                var issued = ends
                    ? await session.Get<UserTokens>().Reset(user.Number, Actor.Server, TenantAdministration.Operator(tenant), cancellation)
                    : Outcome<IssuedToken>.Done(new IssuedToken(user.Number, await session.Get<Credentials>().IssueUserToken(tenant, user.Number, cancellation)));
                return session.Answer(issued, token => session.Terminal.Answer(
                    new TokenAnswer(tenant, user.ExternalId, user.Number.Value, token.Token, ends), CliJson.Own.TokenAnswer,
                    $"token  {token.Token}", "Keep the token now: it is shown this once and kept nowhere."));
            });
    }

    public static Argument<string> Id() => new("id") { Description = "What the tenant calls the user: 1 to 255 characters, case-sensitive." };

    /// <summary>A verb about a user who is there.</summary>
    public static Command OnUser(this Command command, Argument<string> id, Func<Session, ParseResult, UserView, CancellationToken, Task<int>> run) =>
        command.OnTables(async (session, parsed, cancellation) =>
        {
            var (tenant, user) = (parsed.GetRequiredValue(TenantVerbs.Tenant), parsed.GetRequiredValue(id));
            if (await session.Missing(tenant, cancellation) is { } refusal)
                return session.Terminal.Refused(refusal);
            return await Find(session, tenant, user, cancellation) is { } found
                ? await run(session, parsed, found, cancellation)
                : session.Terminal.Refused(new Refusal(RefusalCode.UserNotFound, $"There is no user {user} in tenant {tenant}."));
        });

    private static async Task<UserView?> Find(Session session, string tenant, string user, CancellationToken cancellation) =>
        Validation.IsExternalId(user) && await session.Get<UserQueries>().ByExternalIds(tenant, [user], cancellation) is [var found] ? found : null;
}
