using System.CommandLine;
using ChatEs.EventStore.Reading;

namespace ChatEs.Api.Cli;

internal static class EventVerbs
{
    private const int UsualTail = 10;

    public static Command Tail()
    {
        var last = new Option<int>("--last") { Description = "How many of the newest events to begin with.", HelpName = "n", DefaultValueFactory = _ => UsualTail };
        var from = new Option<long?>("--from") { Description = "Begin with this sequence instead.", HelpName = "sequence" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is appended, until Ctrl-C." };
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's events.", HelpName = "id" };
        var type = new Option<string?>("--type") { Description = "Only events of this stored name, as in docs/events.md.", HelpName = "name" };
        return new Command("tail", "Print the newest events of the log, one JSON object a line.") { last, from, follow, tenant, type }
            .Examples("chates events tail", "chates events tail --from 1 --type message_posted", "chates events tail -f --tenant demo | jq .data")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var newest = await session.Get<LogReader>().LastSequence(cancellation);
                var range = new EventRange(
                    parsed.GetValue(tenant), Type: parsed.GetValue(type),
                    FromSequence: parsed.GetValue(from) ?? Math.Max(1, newest - Math.Max(0, parsed.GetValue(last)) + 1));
                if (range.Tenant is { } named && await session.Missing(named, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                var events = session.Get<StoredEvents>();
                await EventLines.Print(parsed.GetValue(follow) ? events.Follow(range, cancellation) : events.Read(range, cancellation), cancellation);
                return ExitCode.Done;
            });
    }
}
