using System.CommandLine;
using ChatEs.Application.Auditing;

namespace ChatEs.Api.Cli;

internal static class EventVerbs
{
    public static Command Tail()
    {
        var last = new Option<int>("--last") { Description = "How many of the newest events to begin with.", HelpName = "n", DefaultValueFactory = _ => 10 };
        var from = new Option<long?>("--from") { Description = "Begin with this sequence instead.", HelpName = "sequence" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is appended, until Ctrl-C." };
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's events.", HelpName = "id" };
        var type = new Option<string?>("--type") { Description = "Only events of this stored name, as in docs/events.md.", HelpName = "name" };
        return new Command("tail", "Print the newest events of the log, one JSON object a line.") { last, from, follow, tenant, type }
            .Examples("chates events tail", "chates events tail --from 1 --type message_posted", "chates events tail -f --tenant demo | jq .data")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var range = new LogRange(parsed.GetValue(tenant), parsed.GetValue(type), parsed.GetValue(from), parsed.GetValue(last));
                if (range.Tenant is { } named && await session.Missing(named, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                await Lines.Print(session.Terminal.Streams, session.Get<AuditLog>().Tail(range, parsed.GetValue(follow), cancellation), cancellation);
                return ExitCode.Done;
            });
    }
}
