using System.CommandLine;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Exports;
using ChatEs.Domain;

namespace ChatEs.Api.Cli;

internal static class ExportVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Is made. Holds it an export that was broken off, or one of tables, that goes on." };
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's events; tables need it.", HelpName = "id" };
        var only = new Option<long?>("--room") { Description = "Only this room's stream; needs --tenant.", HelpName = "number" };
        var tables = new TableExportVerb();
        var command = new Command(
                "export",
                $"Write the log to a folder: {ExportManifest.EventsFile}, one event a line with its hashes, {ExportManifest.ProofsFile} and {ExportManifest.HeadsFile} that prove their places in the log, and {ExportManifest.FileName} with the signed checkpoint, counts and digests. The manifest comes last: a folder without one holds an export that was broken off, and the same line goes on with it. With --format csv or ndjson: tables for analysts, a file for each and a manifest; the same line again adds what is new.")
            { folder, tenant, only }
            .Examples("chates export backup-2026-01-31", "chates export acme-log --tenant acme --json", "chates audit verify-export acme-log --key key.pem",
                "chates export acme-tables --tenant acme --format csv --with-texts", "chates export acme-tables --tenant acme --format ndjson --tables messages,users --since-sequence 200000")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (target, of, number) = (parsed.GetRequiredValue(folder), parsed.GetValue(tenant), parsed.GetValue(only));
                if (tables.IsWanted(parsed))
                {
                    if (number is not null)
                        throw CliFailure.Usage("A --room is exported as a log only.");
                    return await tables.Run(session, parsed, target, of, cancellation);
                }
                if (number is not null && of is null)
                    throw CliFailure.Usage("A room needs its --tenant.");
                if (of is not null && await session.Missing(of, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var room = number is { } n ? new RoomNumber(n) : default(RoomNumber?);
                if (room is { } one && !await session.Get<AuditLog>().Has(AuditScope.Room(of!, one), cancellation))
                    return session.Terminal.Refused(AuditVerbs.NoRoom(of!, one));
                var manifest = await Exporting(session, target, of, room, cancellation);
                session.Terminal.Answer(
                    manifest, CliJson.Own.ExportManifest,
                    $"{manifest.Events:N0} events, sequence {manifest.FirstSequence:N0} to {manifest.LastSequence:N0}, are in {target}.",
                    $"They stand in the log as it was signed at {manifest.Size:N0} events. sha256 of the lines: {manifest.Sha256}");
                return ExitCode.Done;
            });
        tables.AddTo(command);
        return command;
    }

    private static async Task<ExportManifest> Exporting(
        Session session, string folder, string? tenant, RoomNumber? room, CancellationToken cancellation)
    {
        try
        {
            return await session.Terminal.Progress()
                .StartAsync(context =>
                {
                    var task = context.AddTask("Exporting the log");
                    return session.Get<LogExport>().Run(
                        folder, tenant, room,
                        new Now<ExportProgress>(p => (task.MaxValue, task.Value) = (Math.Max(1, p.LastSequence), p.Sequence)), cancellation);
                });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The export cannot be written: {error.Message}", error) { ExitCode = ExitCode.Usage, Code = "folder" };
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new CliFailure(error.Message, error) { Code = "not_signed" };
        }
    }
}
