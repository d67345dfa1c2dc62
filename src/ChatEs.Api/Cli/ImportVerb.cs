using System.CommandLine;
using System.Diagnostics;
using ChatEs.Application.Import;
using ChatEs.Domain;
using Spectre.Console;

namespace ChatEs.Api.Cli;

internal static class ImportVerb
{
    private const int BadLinesShown = 20;

    /// <summary>Shown where a room has any.</summary>
    private static readonly (string Name, Func<RoomTally, long> Count)[] Columns =
    [
        ("messages", r => r.Messages), ("replies", r => r.Replies), ("joins", r => r.Joins), ("leaves", r => r.Leaves),
        ("nicks", r => r.Nicks), ("topics", r => r.Topics), ("renames", r => r.Renames), ("edits", r => r.Edits),
        ("reactions", r => r.Reactions), ("deletions", r => r.Deletions), ("links", r => r.Links), ("sessions", r => r.Sessions),
        ("extras", r => r.Extras), ("there before", r => r.AlreadyThere), ("without quote", r => r.WithoutQuote),
    ];

    public static Command Create()
    {
        var file = new Argument<string?>("file")
        {
            Description = "NDJSON, plain or gzip; - is standard input. docs/import.md has the form.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var tenant = new Option<string?>("--tenant") { Description = "The tenant that the conversations go to.", HelpName = "id" };
        var events = new Option<string?>("--events")
        {
            Description = "In place of a file: the folder of an export, to be put back. The whole log goes into an empty database, a tenant's part beside other tenants.",
            HelpName = "folder",
        };
        return new Command(
                "import",
                "Import conversations: rooms, people, all that they wrote, reacted and changed, with the times of the source. Run again, or after an interruption, it adds what is missing and nothing else. Bad lines are named and left out; they do not change the exit code.")
            { file, tenant, events }
            .Examples(
                "chates import docs/samples/irc-ubuntu-sample.ndjson.gz --tenant acme",
                "zcat chat.ndjson.gz | chates import - --tenant acme --json", "chates import --events backup-2026-01-31")
            .OnTables(async (session, parsed, cancellation) => (parsed.GetValue(events), parsed.GetValue(file), parsed.GetValue(tenant)) switch
            {
                ({ } folder, null, null) => await RestoreVerb.Run(session, folder, cancellation),
                (null, { } from, { } to) => await Import(session, from, to, cancellation),
                _ => throw CliFailure.Usage("Give a file and its --tenant, or --events and the folder of an export."),
            });
    }

    private static async Task<int> Import(Session session, string file, string tenant, CancellationToken cancellation)
    {
        session.ExpectManyCommands();
        if (await session.Missing(tenant, cancellation) is { } refusal)
            return session.Terminal.Refused(refusal);
        await using var source = Open(file, session.Terminal.Streams);
        var clock = Stopwatch.StartNew();
        var outcome = await Importing(session, tenant, source, clock, cancellation);
        return session.Answer(outcome, report => Show(session.Terminal, source.Name, tenant, report, clock.Elapsed));
    }

    private static ImportSource Open(string file, Streams streams)
    {
        try
        {
            return file == "-" ? new ImportSource(streams.RawInput, "standard input") : ImportSource.Open(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The file cannot be read: {error.Message}", error) { ExitCode = ExitCode.Usage, Code = "file" };
        }
    }

    private static async Task<Outcome<ImportReport>> Importing(
        Session session, string tenant, ImportSource source, Stopwatch clock, CancellationToken cancellation)
    {
        var importer = session.Get<Importer>();
        long lines = 0;
        try
        {
            return await session.Terminal.Progress().AutoClear(false)
                .StartAsync(context =>
                {
                    var task = context.AddTask(Markup.Escape(source.Name)).IsIndeterminate(source.TotalBytes is null);
                    return importer.Run(tenant, source, new Now<ImportProgress>(p =>
                    {
                        lines = p.Lines;
                        var rate = p.Posted / Math.Max(0.001, clock.Elapsed.TotalSeconds);
                        task.Description = Markup.Escape($"{source.Name}: {p.Posted:N0} messages, {rate:N0}/s");
                        (task.MaxValue, task.Value) = (Math.Max(1, p.TotalBytes ?? 1), p.BytesRead);
                    }), cancellation);
                });
        }
        catch (InvalidDataException damaged)
        {
            throw new CliFailure($"{source.Name} is damaged soon after line {lines}: {damaged.Message} What came before is imported.", damaged)
            {
                Code = "damaged_file",
            };
        }
    }

    private static void Show(Terminal terminal, string file, string tenant, ImportReport report, TimeSpan took)
    {
        if (terminal.Json)
        {
            terminal.Answer(Answer(file, tenant, report, took), CliJson.Own.ImportAnswer);
            return;
        }
        var columns = Columns.Where(column => report.Rooms.Any(room => column.Count(room) > 0)).ToList();
        var table = new Table().AddColumns(["room", "number", .. columns.Select(column => column.Name), "left out", "bad"]);
        foreach (var room in report.Rooms)
        {
            table.AddRow(
            [
                Markup.Escape(room.Name), room.Number?.ToString() ?? "-", .. columns.Select(column => $"{column.Count(room):N0}"),
                Markup.Escape(string.Join(", ", room.LeftOut.Select(k => $"{k.Value:N0} {k.Key}"))), $"{room.Bad:N0}",
            ]);
        }
        terminal.Draw(table);
        terminal.Answer(0, null!, Summary(report, took));
    }

    private static IEnumerable<string> Summary(ImportReport report, TimeSpan took)
    {
        yield return $"{report.Lines:N0} lines, {report.Posted:N0} messages posted in {took.TotalSeconds:N1} s ({report.Posted / Math.Max(0.001, took.TotalSeconds):N0}/s), {report.BadCount:N0} bad lines.";
        foreach (var bad in report.BadLines.Take(BadLinesShown))
            yield return $"line {bad.Line}: {bad.Reason}";
        if (report.BadCount > BadLinesShown)
            yield return $"... and {report.BadCount - BadLinesShown:N0} more; --json names them all.";
    }

    private static ImportAnswer Answer(string file, string tenant, ImportReport report, TimeSpan took) => new(
        file, tenant, report.Lines, report.Posted, report.Rooms.Sum(r => r.AlreadyThere), report.BadCount,
        Math.Round(took.TotalSeconds, 3), Math.Round(report.Posted / Math.Max(0.001, took.TotalSeconds)),
        [.. report.Rooms.Select(r => new ImportedRoomAnswer(
            r.Name, r.Number?.Value, r.Messages, r.Replies, r.Joins, r.Leaves, r.Nicks, r.Topics, r.Renames, r.Edits, r.Reactions,
            r.Deletions, r.Links, r.Sessions, r.Extras, r.AlreadyThere, r.WithoutQuote, r.LeftOut, r.Bad))],
        [.. report.BadLines.Select(b => new BadLineAnswer(b.Line, b.Room, b.Reason))]);
}
