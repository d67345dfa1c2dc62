using System.CommandLine;
using ChatEs.Application;

namespace ChatEs.Api.Cli;

internal static class MigrateVerb
{
    public static Command Create() => new Command("migrate", "Create the database where there is none, and bring its schemas up to date.")
        .Examples("chates db migrate", "chates db migrate --connection 'Host=db;Username=chates;Password=...;Database=chates'")
        .OnDatabase(async (session, _, cancellation) =>
        {
            var applied = await ChatEsDatabase.Migrate(session.ConnectionString, cancellation);
            session.Terminal.Answer(
                new MigratedAnswer(applied), CliJson.Own.MigratedAnswer,
                applied.Count == 0 ? ["The database is up to date."] : applied.Select(name => $"applied {name}"));
            return ExitCode.Done;
        });
}
