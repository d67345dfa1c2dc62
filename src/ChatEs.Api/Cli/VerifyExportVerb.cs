using System.CommandLine;
using ChatEs.Application.Auditing.Exports;

namespace ChatEs.Api.Cli;

internal static class VerifyExportVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder of the export, or the manifest in it." };
        var (key, checkpoint) = (VerifyVerb.Key(), VerifyVerb.Checkpoint());
        return new Command(
                "verify-export",
                "Verify an export with nothing but its folder: no database, no service. Digests, personal parts, the chain of every stream, the tree and its proofs, and the signature. Without --key it is checked against the key in the manifest, which proves nothing about who made the export. Exit code 1 names what is wrong by sequence.")
            { folder, key, checkpoint }
            .Examples(
                "chates audit verify-export backup-2026-01-31 --key auditors-key.pem",
                "chates audit verify-export acme-log --key auditors-key.pem --checkpoint kept-2026-01-31.txt --json")
            .WithoutDatabase(async (terminal, parsed, cancellation) =>
            {
                var trusted = parsed.GetValue(key) is { } given ? VerifyVerb.Trusted(given) : null;
                var kept = parsed.GetValue(checkpoint) is { } file ? VerifyVerb.Read("--checkpoint", () => VerifyVerb.Noted(file)) : null;
                var report = await Verifying(
                    terminal, progress => ExportVerifier.Verify(parsed.GetRequiredValue(folder), trusted, kept, progress, cancellation));
                terminal.Answer(report, CliJson.Own.ExportReport, Lines(report));
                return report.FaultCount == 0 ? ExitCode.Done : ExitCode.Refused;
            });
    }

    private static async Task<ExportReport> Verifying(Terminal terminal, Func<IProgress<ExportProgress>, Task<ExportReport>> verify)
    {
        try
        {
            return await terminal.Progress()
                .StartAsync(context =>
                {
                    var task = context.AddTask("Verifying the export");
                    return verify(new Now<ExportProgress>(p => (task.MaxValue, task.Value) = (Math.Max(1, p.LastSequence), p.Sequence)));
                });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The export cannot be read: {error.Message}", error) { ExitCode = ExitCode.Usage, Code = "folder" };
        }
        catch (FormatException error)
        {
            throw new CliFailure($"That is no export: {error.Message}", error) { Code = "manifest" };
        }
    }

    private static IEnumerable<string> Lines(ExportReport report)
    {
        foreach (var fault in report.Faults.Take(VerifyVerb.FaultsShown))
            yield return fault.Sequence > 0 ? $"Sequence {fault.Sequence}: {fault.Problem}." : $"{fault.Problem}.";
        yield return report.FaultCount == 0
            ? $"{report.Events:N0} events in {report.Streams:N0} streams stand in the log {report.Origin} as it was signed at {report.Size:N0} events."
            : $"{report.FaultCount:N0} faults: the export is not what was signed.";
        yield return report.IsKeyTrusted
            ? $"The signature was checked against the key that you gave, {report.KeyId}."
            : $"The signature was checked only against the key in the manifest, {report.KeyId ?? "which cannot be read"}. That proves nothing about who made it: give the --key that you got from the service by a way that you trust.";
    }
}
