using System.CommandLine;
using System.Text;
using ChatEs.Application.Auditing.Checkpoints;

namespace ChatEs.Api.Cli;

internal static class CheckpointVerbs
{
    public static Command Checkpoint()
    {
        var file = new Option<string?>("--out") { Description = "Write it to a file, to be kept elsewhere.", HelpName = "file" };
        return new Command(
                "checkpoint",
                "Print the newest signed checkpoint of the log. Keep it where the owner of the database cannot reach it: nothing of what it covers can be changed from then on without you finding out.")
            { file }
            .Examples("chates audit checkpoint", "chates audit checkpoint --out kept-2026-01-31.txt")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var newest = await Newest(session, cancellation);
                if (parsed.GetValue(file) is { } target)
                    VerifyVerb.Read("--out", () => Written(target, newest.Note));
                session.Terminal.Answer(
                    new CheckpointAnswer(newest.Checkpoint.Origin, newest.Size, Convert.ToBase64String(newest.Root), newest.MadeAt, newest.Note),
                    CliJson.Own.CheckpointAnswer,
                    parsed.GetValue(file) is { } written ? $"The checkpoint of {newest.Size:N0} events is in {written}." : newest.Note.TrimEnd('\n'));
                return ExitCode.Done;
            });
    }

    public static Command Key() => new Command(
            "key",
            "Print the public key that signs checkpoints: as PEM, and in the spelling of C2SP that other tools for transparency logs read. Get it once by a way that you trust, and keep it.")
        .Examples("chates audit key", "chates audit key --json")
        .OnTables(async (session, _, cancellation) =>
        {
            var key = (await Newest(session, cancellation)).Key;
            session.Terminal.Answer(
                new KeyOfLogAnswer(key.Name!, key.VerifierKey!, key.Pem), CliJson.Own.KeyOfLogAnswer, key.VerifierKey!, key.Pem.TrimEnd('\n'));
            return ExitCode.Done;
        });

    /// <summary>Where no service runs, the verb makes what it would have made.</summary>
    /// <exception cref="CliFailure">There is nothing to sign, or the log is not what was signed.</exception>
    public static async Task<KeptCheckpoint> Newest(Session session, CancellationToken cancellation)
    {
        try
        {
            var (newest, fault) = await session.Get<Checkpointer>().Fresh(cancellation);
            if (fault is not null)
                throw new CliFailure($"The log is not what was signed: {fault}. See: chates audit verify") { Code = "log_tampered" };
            return newest ?? throw new CliFailure("The log is empty: there is nothing to sign.") { Code = "empty" };
        }
        catch (FormatException unusable)
        {
            throw CliFailure.Usage(unusable.Message);
        }
    }

    private static bool Written(string file, string note)
    {
        File.WriteAllText(file, note, new UTF8Encoding(false));
        return true;
    }
}
