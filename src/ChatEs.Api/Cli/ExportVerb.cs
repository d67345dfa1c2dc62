using System.CommandLine;
using ChatEs.Application.Auditing;
using Spectre.Console;

namespace ChatEs.Api.Cli;

internal static class ExportVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Is made; must not hold an export already." };
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's events.", HelpName = "id" };
        return new Command(
                "export",
                $"Write the log to a folder: {LogExport.EventsFile}, one event a line with its hashes, and {LogExport.ManifestFile} with counts and a digest. The manifest comes last: a folder without one holds an export that was broken off.")
            { folder, tenant }
            .Examples("chates export backup-2026-01-31", "chates export acme-log --tenant acme --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (target, of) = (parsed.GetRequiredValue(folder), parsed.GetValue(tenant));
                if (of is not null && await session.Missing(of, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var manifest = await Exporting(session, target, of, cancellation);
                session.Terminal.Answer(
                    manifest, CliJson.Own.ExportManifest,
                    $"{manifest.Events:N0} events, sequence {manifest.FirstSequence:N0} to {manifest.LastSequence:N0}, are in {target}.",
                    $"sha256 of the lines: {manifest.Sha256}");
                return ExitCode.Done;
            });
    }

    private static async Task<ExportManifest> Exporting(Session session, string folder, string? tenant, CancellationToken cancellation)
    {
        try
        {
            return await session.Terminal.Error.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(context =>
                {
                    var task = context.AddTask("Exporting the log");
                    return session.Get<LogExport>().Run(
                        folder, tenant,
                        new Now<ExportProgress>(p => (task.MaxValue, task.Value) = (Math.Max(1, p.LastSequence), p.Sequence)), cancellation);
                });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The export cannot be written: {error.Message}", error) { ExitCode = ExitCode.Usage, Code = "folder" };
        }
    }
}
