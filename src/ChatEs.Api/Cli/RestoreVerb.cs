using ChatEs.Application.Auditing.Exports;
using ChatEs.Application.Restoring;
using ChatEs.Domain;

namespace ChatEs.Api.Cli;

/// <summary><c>chates import --events</c>: an export of the log, put back.</summary>
internal static class RestoreVerb
{
    public static async Task<int> Run(Session session, string folder, CancellationToken cancellation)
    {
        var outcome = await Restoring(session, folder, cancellation);
        return session.Answer(outcome, report => session.Terminal.Answer(report, CliJson.Own.RestoreReport, Lines(report)));
    }

    private static async Task<Outcome<RestoreReport>> Restoring(Session session, string folder, CancellationToken cancellation)
    {
        try
        {
            return await session.Terminal.Progress()
                .StartAsync(context =>
                {
                    var (verifying, restoring) = (context.AddTask("Verifying the export"), context.AddTask("Restoring it", autoStart: false));
                    return session.Get<ExportRestore>().Run(
                        folder,
                        new Now<ExportProgress>(p => (verifying.MaxValue, verifying.Value) = (Math.Max(1, p.LastSequence), p.Sequence)),
                        new Now<ExportProgress>(p =>
                        {
                            verifying.Value = verifying.MaxValue;
                            restoring.StartTask();
                            (restoring.MaxValue, restoring.Value) = (Math.Max(1, p.LastSequence), p.Sequence);
                        }),
                        cancellation);
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

    private static IEnumerable<string> Lines(RestoreReport report)
    {
        var what = report.Tenant is { } tenant ? $"Tenant {tenant}" : "The log";
        yield return report.Restored == 0
            ? $"{what} is here already: {report.Events:N0} events in {report.Streams:N0} streams."
            : $"{what} is restored: {report.Restored:N0} of {report.Events:N0} events by this run, {report.Streams:N0} streams.";
        yield return report.KeptSequences
            ? "Every event stands where it stood: checkpoints of the log that it came from hold for this one."
            : "Ids, versions, times and hashes are what they were; the sequences are new, and checkpoints of the log that it came from do not speak of this one.";
        yield return "Secrets are not in an export: issue new keys (chates keys issue), passwords and tokens. Nor are the bytes of files.";
    }
}
