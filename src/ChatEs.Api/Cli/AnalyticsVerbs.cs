using System.CommandLine;
using System.Globalization;
using ChatEs.Application.Analytics.Logins;

namespace ChatEs.Api.Cli;

internal static class AnalyticsVerbs
{
    public static Command Grant()
    {
        var texts = new Option<bool>("--with-texts") { Description = "It may read what people wrote, too; else texts are null." };
        var expires = new Option<string?>("--expires") { Description = "It opens nothing from this time on, ISO 8601 with its zone.", HelpName = "time" };
        return new Command(
                "grant",
                "Make a login of the database that reads the schema analytics of one tenant and nothing else, and print its connection string, once.")
            { TenantVerbs.Tenant, texts, expires }
            .Examples("chates analytics grant --tenant acme", "chates analytics grant --tenant acme --with-texts --expires 2027-01-01T00:00:00Z --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
                var until = AuditVerbs.Time("--expires", parsed.GetValue(expires));
                if (until <= TimeProvider.System.GetUtcNow())
                    throw CliFailure.Usage("--expires is over already.");
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var granted = await session.Get<AnalyticsLogins>().Grant(tenant, parsed.GetValue(texts), until, cancellation);
                return session.Answer(granted, made => session.Terminal.Answer(
                    new AnalyticsGrantedAnswer(Answer(made.Login), made.Url, made.ConnectionString), CliJson.Own.AnalyticsGrantedAnswer, Lines(session, made)));
            });
    }

    public static Command List()
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only of this tenant.", HelpName = "id" };
        return new Command("list", "List the logins of analysts. Their passwords are kept nowhere.") { tenant }
            .Examples("chates analytics list", "chates analytics list --tenant acme --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                if (parsed.GetValue(tenant) is { } one && await session.Missing(one, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var logins = await session.Get<AnalyticsLogins>().All(parsed.GetValue(tenant), cancellation);
                session.Terminal.Answer(
                    new AnalyticsLoginsAnswer([.. logins.Select(Answer)]), CliJson.Own.AnalyticsLoginsAnswer,
                    logins.Count == 0 ? ["There is no login of an analyst."] : logins.Select(Line));
                return ExitCode.Done;
            });
    }

    public static Command Revoke()
    {
        var login = new Argument<string>("login") { Description = "As analytics list shows it." };
        return new Command("revoke", "Drop the login of an analyst and end its connections.") { login }
            .Examples("chates analytics list", "chates analytics revoke chates_analytics_0f3a5c9b7d21")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var name = parsed.GetRequiredValue(login);
                if (await session.Get<AnalyticsLogins>().Revoke(name, cancellation) is not { } gone)
                    throw new CliFailure($"No analyst has the login {name}.") { Code = "login_not_found" };
                session.Terminal.Answer(
                    new(gone.Login.Login, gone.Login.Tenant, gone.Remains), CliJson.Own.AnalyticsRevokedAnswer,
                    [$"The login {gone.Login.Login} of {gone.Login.Tenant} reads nothing any more{(gone.Remains.Count == 0 ? ", and is gone" : "")}.", .. gone.Remains]);
                return ExitCode.Done;
            });
    }

    private static AnalyticsLoginAnswer Answer(AnalyticsLogin login) =>
        new(login.Login, login.Tenant, login.WithTexts, login.CreatedAt, login.ExpiresAt);

    private static IEnumerable<string> Lines(Session session, GrantedLogin made)
    {
        yield return $"login   {made.Login.Login}{(made.Login.WithTexts ? ", reads texts" : "")}{Until(made.Login)}";
        yield return $"url     {made.Url}";
        yield return $".NET    {made.ConnectionString}";
        yield return "Keep the password in it now: it is shown this once and kept nowhere.";
        if (session.IsPrivate)
            yield return "The private PostgreSQL answers while the service, or a verb, runs.";
    }

    private static string Line(AnalyticsLogin login) => string.Create(
        CultureInfo.InvariantCulture,
        $"{login.Login}\t{login.Tenant}\t{(login.WithTexts ? "with texts" : "no texts")}\tmade {login.CreatedAt:u}{Until(login)}");

    private static string Until(AnalyticsLogin login) =>
        login.ExpiresAt is { } at ? string.Create(CultureInfo.InvariantCulture, $", until {at:u}") : "";
}
