using System.CommandLine;
using System.Globalization;
using ChatEs.Application.Auditing;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Cli;

internal static class AuditVerbs
{
    private static readonly Option<long> Room = new("--room") { Description = "The room's number.", HelpName = "number", Required = true };

    public static Command Replay()
    {
        var from = new Option<long?>("--from-version") { Description = "The first version wanted.", HelpName = "n" };
        var to = new Option<long?>("--to-version") { Description = "The last version wanted.", HelpName = "n" };
        var since = new Option<string?>("--since") { Description = "Only events from this time on, ISO 8601 with its zone.", HelpName = "time" };
        var until = new Option<string?>("--until") { Description = "Only events up to this time.", HelpName = "time" };
        var first = new Option<long?>("--from-sequence") { Description = "The first place in the whole log wanted: goes on after a break.", HelpName = "n" };
        var last = new Option<long?>("--to-sequence") { Description = "The last place in the whole log wanted.", HelpName = "n" };
        var type = new Option<string[]>("--type") { Description = "Only events of this stored name, as in docs/events.md; may be given again.", HelpName = "name" };
        var user = new Option<string?>("--user") { Description = "Only what was done for this user, by the external id.", HelpName = "id" };
        var limit = new Option<long?>("--limit") { Description = "How many events at most.", HelpName = "n" };
        type.AcceptOnlyFromAmong([.. EventFilter.StoredNames]);
        return new Command("replay", "Print everything that happened in a room, one JSON object a line, with hashes and headers.")
            { TenantVerbs.Tenant, Room, from, to, first, last, since, until, type, user, limit }
            .Examples(
                "chates audit replay --tenant demo --room 1", "chates audit replay --tenant demo --room 1 --from-version 10 --to-version 20",
                "chates audit replay --tenant demo --room 1 --type message_edited --type message_deleted --user alice",
                "chates audit replay --tenant demo --room 1 --until 2026-01-31T12:00:00Z | jq .type")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var (tenant, room) = (parsed.GetRequiredValue(TenantVerbs.Tenant), new RoomNumber(parsed.GetRequiredValue(Room)));
                var scope = AuditScope.Room(tenant, room);
                var filter = new EventFilter(
                    parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(first), parsed.GetValue(last),
                    Time("--since", parsed.GetValue(since)), Time("--until", parsed.GetValue(until)),
                    parsed.GetValue(type) is [_, ..] types ? types : null, Limit: parsed.GetValue(limit));
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var audit = session.Get<AuditLog>();
                if (!await audit.Has(scope, cancellation))
                    return session.Terminal.Refused(NoRoom(tenant, room));
                if (parsed.GetValue(user) is { } id)
                {
                    var known = await session.Get<UserDirectory>().Resolve([id], mayRegister: false, TenantAdministration.Operator(tenant), cancellation);
                    if (known.Refusal is { } nobody)
                        return session.Terminal.Refused(nobody);
                    filter = filter with { User = known.Result!.Users[0] };
                }
                await Lines.Print(session.Terminal.Streams, audit.Replay(scope, filter, cancellation), cancellation);
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
                    throw CliFailure.Usage("Give one of --version, --sequence and --at.");
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var outcome = await session.Get<RoomAuditor>().At(tenant, room, moment, cancellation);
                if (outcome.Refusal is { } none)
                    return session.Terminal.Refused(none);
                using var state = outcome.Result!;
                await RoomStateAnswer.Show(session.Terminal, tenant, room, state, cancellation);
                return ExitCode.Done;
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
        throw CliFailure.Usage($"{option} must be an ISO 8601 time with its zone, like 2026-01-31T08:15:00Z.");
    }

    internal static Refusal NoRoom(string tenant, RoomNumber room) =>
        new(RefusalCode.RoomNotFound, $"There is no room {room} in tenant {tenant}.");
}

/// <summary>Lines that are made already, to standard output as they come.</summary>
internal static class Lines
{
    public static async Task Print(Streams streams, IAsyncEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken cancellation)
    {
        await foreach (var line in lines.WithCancellation(cancellation))
            await streams.RawOutput.WriteAsync(line, cancellation);
    }
}
