using System.CommandLine;
using System.Text;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Domain;
using Spectre.Console;

namespace ChatEs.Api.Cli;

internal static class VerifyVerb
{
    public const int FaultsShown = 20;

    public static Command Create()
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's streams.", HelpName = "id" };
        var only = new Option<long?>("--room") { Description = "Only this room's stream; needs --tenant.", HelpName = "number" };
        var all = new Option<bool>("--all") { Description = "Everything, as where nothing is said." };
        var (checkpoint, key) = (Checkpoint(), Key());
        return new Command(
                "verify",
                "Recompute the hash chain of every stream and the Merkle tree over the whole log from what is stored, and compare them with the signed checkpoints. Exit code 1 names what was tampered with. A log that was cut or recomputed together with its checkpoints is found out by a checkpoint that you kept elsewhere, and by nothing else: --checkpoint.")
            { tenant, only, all, checkpoint, key }
            .Examples(
                "chates audit verify", "chates audit verify --tenant demo --room 1 --json",
                "chates audit verify --checkpoint kept-2026-01-31.txt --key auditors-key.pem")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (of, number) = (parsed.GetValue(tenant), parsed.GetValue(only));
                if (number is not null && of is null)
                    throw CliFailure.Usage("A room needs its --tenant.");
                if (parsed.GetValue(all) && of is not null)
                    throw CliFailure.Usage("--all is not one --tenant: leave one of them out.");
                var kept = Kept(parsed.GetValue(checkpoint), parsed.GetValue(key));
                if (of is not null && kept is not null)
                    throw CliFailure.Usage("A checkpoint is of the whole log: leave --tenant out.");
                if (of is not null && await session.Missing(of, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var room = number is { } n ? new RoomNumber(n) : default(RoomNumber?);
                if (room is { } one && !await session.Get<AuditLog>().Has(AuditScope.Room(of!, one), cancellation))
                    return session.Terminal.Refused(AuditVerbs.NoRoom(of!, one));
                return await Verify(session, of, room, kept, cancellation);
            });
    }

    public static Option<string?> Checkpoint() =>
        new("--checkpoint") { Description = "A file with a checkpoint that you kept: what it covers must still be there as it was.", HelpName = "file" };

    public static Option<string?> Key() =>
        new("--key") { Description = "The public key that you trust: a PEM file, or name+id+key.", HelpName = "file|key" };

    /// <exception cref="CliFailure">The file cannot be read, or is no checkpoint or key.</exception>
    public static KeptNote? Kept(string? file, string? key)
    {
        var trusted = key is null ? null : Trusted(key);
        if (file is not null)
            return new KeptNote(Read("--checkpoint", () => Noted(file)), trusted);
        return trusted is null ? null : throw CliFailure.Usage("A --key is for the checkpoint that you kept: give --checkpoint, too.");
    }

    /// <param name="key">A file, or the key itself.</param>
    public static NoteKey Trusted(string key) => Read("--key", () => NoteKey.Parse(File.Exists(key) ? File.ReadAllText(key) : key));

    /// <exception cref="CliFailure">It cannot be read, or is not of that form.</exception>
    public static T Read<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw CliFailure.Usage($"{option}: {e.Message}", e);
        }
    }

    /// <summary>A note whose text is a checkpoint.</summary>
    public static SignedNote Noted(string file)
    {
        var note = SignedNote.Parse(File.ReadAllText(file, new UTF8Encoding(false, throwOnInvalidBytes: true)));
        ChatEs.Application.Auditing.Checkpoints.Checkpoint.Parse(note.Text);
        return note;
    }

    private static async Task<int> Verify(Session session, string? tenant, RoomNumber? room, KeptNote? kept, CancellationToken cancellation)
    {
        var (chains, log) = await session.Terminal.Progress()
            .StartAsync(async context =>
            {
                var streams = context.AddTask("Verifying streams");
                var chains = await session.Get<AuditLog>().Verify(
                    tenant, room, new Now<ChainProgress>(p => (streams.MaxValue, streams.Value) = (Math.Max(1, p.Streams), p.Verified)), cancellation);
                if (tenant is not null)
                    return (chains, default(LogReport));
                var tree = context.AddTask("Verifying the tree");
                return (chains, await session.Get<LogVerifier>().Verify(
                    kept, new Now<TreeProgress>(p => (tree.MaxValue, tree.Value) = (Math.Max(1, p.Of), p.Events)), cancellation));
            });
        session.Terminal.Answer(new VerifiedLogAnswer(chains.Streams, chains.Tampered, log), CliJson.Own.VerifiedLogAnswer, [.. Lines(chains), .. Lines(log)]);
        return chains.Tampered is [] && log?.Faults is null or [] ? ExitCode.Done : ExitCode.Refused;
    }

    private static IEnumerable<string> Lines(ChainReport report) => report.Tampered is []
        ? [$"{report.Streams:N0} streams verified: every hash is as it was written."]
        : report.Tampered.Take(FaultsShown).Select(f => $"{f.Tenant}/{f.Stream} version {f.Version} (sequence {f.Sequence}): {f.Problem}.")
            .Append($"{report.Tampered.Count:N0} of {report.Streams:N0} streams are not as they were written.");

    private static IEnumerable<string> Lines(LogReport? log) => log switch
    {
        null => [],
        { Faults: not [] } => log.Faults.Take(FaultsShown).Select(f => f.Sequence > 0 ? $"Sequence {f.Sequence}: {f.Problem}." : $"{f.Problem}.")
            .Append("The log is not what was signed."),
        { Signed: 0, Kept: null } => [$"{log.Events:N0} events make a tree; no checkpoint was signed yet."],
        { Signed: 0, Kept: { } yours } => [$"{log.Events:N0} events make the tree of your checkpoint of {yours:N0}; this database has signed none yet."],
        _ => [$"{log.Events:N0} events make the tree that was signed: {log.Checkpoints:N0} checkpoints agree, the newest of {log.Signed:N0} events{(log.Kept is { } kept ? $", and yours of {kept:N0}" : "")}."],
    };
}
