using System.CommandLine;
using System.Globalization;
using ChatEs.Application.Auditing;
using ChatEs.Domain;
using Spectre.Console;

namespace ChatEs.Api.Cli;

internal static class AuditVerbs
{
    private const int FaultsShown = 20;

    private static readonly Option<long> Room = new("--room") { Description = "The room's number.", HelpName = "number", Required = true };

    public static Command Replay()
    {
        var from = new Option<long?>("--from-version") { Description = "The first version wanted.", HelpName = "n" };
        var to = new Option<long?>("--to-version") { Description = "The last version wanted.", HelpName = "n" };
        var since = new Option<string?>("--since") { Description = "Only events from this time on, ISO 8601 with its zone.", HelpName = "time" };
        var until = new Option<string?>("--until") { Description = "Only events up to this time.", HelpName = "time" };
        return new Command("replay", "Print everything that happened in a room, one JSON object a line, with hashes and headers.")
            { TenantVerbs.Tenant, Room, from, to, since, until }
            .Examples(
                "chates audit replay --tenant demo --room 1", "chates audit replay --tenant demo --room 1 --from-version 10 --to-version 20",
                "chates audit replay --tenant demo --room 1 --until 2026-01-31T12:00:00Z | jq .type")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (tenant, room) = (parsed.GetRequiredValue(TenantVerbs.Tenant), new RoomNumber(parsed.GetRequiredValue(Room)));
                var scope = AuditScope.Room(tenant, room);
                var filter = new EventFilter(
                    parsed.GetValue(from), parsed.GetValue(to), From: Time("--since", parsed.GetValue(since)), To: Time("--until", parsed.GetValue(until)));
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var audit = session.Get<AuditLog>();
                if (!await audit.Has(scope, cancellation))
                    return session.Terminal.Refused(NoRoom(tenant, room));
                await Lines.Print(audit.Replay(scope, filter, cancellation), cancellation);
                return ExitCode.Done;
            });
    }

    public static Command State()
    {
        var version = new Option<long?>("--version") { Description = "At this version of the room's stream.", HelpName = "n" };
        var sequence = new Option<long?>("--sequence") { Description = "At this place in the whole log.", HelpName = "n" };
        var at = new Option<string?>("--at") { Description = "At this server time, ISO 8601 with its zone.", HelpName = "time" };
        return new Command("state", "Show a room as it was: its head, participants and messages, replayed from the log. Without a moment it is now.")
            { TenantVerbs.Tenant, Room, version, sequence, at }
            .Examples("chates audit state --tenant demo --room 1 --version 100", "chates audit state --tenant demo --room 1 --at 2026-01-31T12:00:00Z --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (tenant, room) = (parsed.GetRequiredValue(TenantVerbs.Tenant), new RoomNumber(parsed.GetRequiredValue(Room)));
                var moment = new Moment(parsed.GetValue(version), parsed.GetValue(sequence), Time("--at", parsed.GetValue(at)));
                if (new object?[] { moment.Version, moment.Sequence, moment.Time }.Count(given => given is not null) > 1)
                    throw new CliFailure("Give one of --version, --sequence and --at.") { ExitCode = ExitCode.Usage, Code = "usage" };
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var outcome = await session.Get<RoomAuditor>().At(tenant, room, moment, cancellation);
                if (outcome.Refusal is { } none)
                    return session.Terminal.Refused(none);
                await using var state = outcome.Result!;
                await RoomStateAnswer.Show(session.Terminal, tenant, room, state, cancellation);
                return ExitCode.Done;
            });
    }

    public static Command Verify()
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's streams.", HelpName = "id" };
        var only = new Option<long?>("--room") { Description = "Only this room's stream; needs --tenant.", HelpName = "number" };
        return new Command(
                "verify",
                "Recompute the hash chain of every stream from what is stored. Exit code 1 names each stream that was tampered with. A log recomputed as a whole is not found out by this.")
            { tenant, only }
            .Examples("chates audit verify", "chates audit verify --tenant demo --room 1 --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (of, number) = (parsed.GetValue(tenant), parsed.GetValue(only));
                if (number is not null && of is null)
                    throw new CliFailure("A room needs its --tenant.") { ExitCode = ExitCode.Usage, Code = "usage" };
                if (of is not null && await session.Missing(of, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var room = number is { } n ? new RoomNumber(n) : default(RoomNumber?);
                var audit = session.Get<AuditLog>();
                if (room is { } one && !await audit.Has(AuditScope.Room(of!, one), cancellation))
                    return session.Terminal.Refused(NoRoom(of!, one));
                var report = await Verifying(session, progress => audit.Verify(of, room, progress, cancellation));
                session.Terminal.Answer(report, CliJson.Own.ChainReport, Summary(report));
                return report.Tampered is [] ? ExitCode.Done : ExitCode.Refused;
            });
    }

    /// <exception cref="CliFailure">It is no time, or has no zone.</exception>
    internal static DateTimeOffset? Time(string option, string? text)
    {
        if (text is null)
            return null;
        // A time without a zone is no point in time: the operator's own would be another one elsewhere.
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var zoned) && zoned.Kind != DateTimeKind.Unspecified)
            return time.ToUniversalTime();
        throw new CliFailure($"{option} must be an ISO 8601 time with its zone, like 2026-01-31T08:15:00Z.") { ExitCode = ExitCode.Usage, Code = "usage" };
    }

    private static Task<ChainReport> Verifying(Session session, Func<IProgress<ChainProgress>, Task<ChainReport>> verify) =>
        session.Terminal.Error.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("Verifying streams");
                return verify(new Now<ChainProgress>(p => (task.MaxValue, task.Value) = (Math.Max(1, p.Streams), p.Verified)));
            });

    private static IEnumerable<string> Summary(ChainReport report) => report.Tampered is []
        ? [$"{report.Streams:N0} streams verified: every hash is as it was written."]
        : report.Tampered.Take(FaultsShown).Select(f => $"{f.Tenant}/{f.Stream} version {f.Version} (sequence {f.Sequence}): {f.Problem}.")
            .Append($"{report.Tampered.Count:N0} of {report.Streams:N0} streams are not as they were written.");

    private static Refusal NoRoom(string tenant, RoomNumber room) =>
        new(RefusalCode.RoomNotFound, $"There is no room {room} in tenant {tenant}.");
}

/// <summary>Lines that are made already, to standard output as they come.</summary>
internal static class Lines
{
    public static async Task Print(IAsyncEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken cancellation)
    {
        await using var output = Console.OpenStandardOutput();
        await foreach (var line in lines.WithCancellation(cancellation))
            await output.WriteAsync(line, cancellation);
    }
}
