using System.CommandLine;
using ChatEs.Application.Analytics.Exports;
using Spectre.Console;

namespace ChatEs.Api.Cli;

/// <summary>The part of <c>export</c> that writes tables.</summary>
internal sealed class TableExportVerb
{
    private const string Log = "log";

    private readonly Option<string> _format = new("--format")
    {
        Description = "log: the events with their proofs, for auditors. csv or ndjson: a tenant's rooms, users, messages and the rest as tables of versions, for analysts (docs/exports.md).",
        DefaultValueFactory = _ => Log,
    };

    private readonly Option<string?> _tables = new("--tables") { Description = "Only these tables, with commas between them.", HelpName = "names" };

    private readonly Option<long?> _since = new("--since-sequence")
    {
        Description = "Only what came after this place in the log. A folder that holds an export goes on by itself.",
        HelpName = "n",
    };

    private readonly Option<long?> _to = new("--to-sequence") { Description = "Up to this place in the log; else the newest.", HelpName = "n" };

    private readonly Option<bool> _texts = new("--with-texts") { Description = "The texts of messages, too; else their lengths." };

    private readonly Option<bool> _safe = new("--spreadsheet-safe")
    {
        Description = "Put an apostrophe before texts that a spreadsheet would run as a formula. It changes the data.",
    };

    public TableExportVerb() => _format.AcceptOnlyFromAmong(Log, TableExportRequest.Csv, TableExportRequest.Ndjson);

    public void AddTo(Command command)
    {
        foreach (var option in Options)
            command.Add(option);
    }

    public bool IsWanted(ParseResult parsed)
    {
        if (parsed.GetRequiredValue(_format) != Log)
            return true;
        if (Options.FirstOrDefault(option => option != _format && parsed.GetResult(option) is { Implicit: false }) is { } stray)
            throw CliFailure.Usage($"{stray.Name} is for tables: give --format csv or --format ndjson.");
        return false;
    }

    public async Task<int> Run(Session session, ParseResult parsed, string folder, string? tenant, CancellationToken cancellation)
    {
        if (tenant is null)
            throw CliFailure.Usage("Tables are of one --tenant.");
        if (await session.Missing(tenant, cancellation) is { } refusal)
            return session.Terminal.Refused(refusal);
        var request = new TableExportRequest(
            tenant, folder, parsed.GetRequiredValue(_format),
            parsed.GetValue(_tables)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            parsed.GetValue(_since), parsed.GetValue(_to), parsed.GetValue(_texts), parsed.GetValue(_safe));
        var result = await Exporting(session, request, cancellation);
        session.Terminal.Answer(Answer(request, result), CliJson.Own.TableExportAnswer, Lines(request, result));
        return ExitCode.Done;
    }

    private IReadOnlyList<Option> Options => [_format, _tables, _since, _to, _texts, _safe];

    private static async Task<TableExportResult> Exporting(Session session, TableExportRequest request, CancellationToken cancellation)
    {
        try
        {
            return await session.Terminal.Progress()
                .StartAsync(context =>
                {
                    var task = context.AddTask("Exporting tables");
                    return session.Get<TableExport>().Run(
                        request,
                        new Now<TableExportProgress>(p => (task.MaxValue, task.Value) = (Math.Max(1, p.LastSequence - p.FirstSequence), p.Sequence - p.FirstSequence)),
                        cancellation);
                });
        }
        catch (TableExportException error)
        {
            throw CliFailure.Usage(error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The export cannot be written: {error.Message}", error) { ExitCode = ExitCode.Usage, Code = "folder" };
        }
    }

    private static TableExportAnswer Answer(TableExportRequest request, TableExportResult result) => new(
        request.Tenant, request.Folder, request.Format, result.Manifest.Since, result.Manifest.Through,
        [.. result.Manifest.Tables.Select(table => new ExportedTableAnswer(table.Name, Added(result, table.Name), result.Manifest.Rows(table.Name)))],
        result.Added.Count, result.Rewritten, result.Manifest.Erasures.Count);

    private static IEnumerable<string> Lines(TableExportRequest request, TableExportResult result)
    {
        foreach (var table in result.Manifest.Tables)
            yield return $"{table.Name}\t{Added(result, table.Name):N0} rows added, {result.Manifest.Rows(table.Name):N0} in all";
        yield return $"{request.Folder} holds what happened after event {result.Manifest.Since:N0} up to {result.Manifest.Through:N0}; {result.Added.Count:N0} files are new.";
        if (result.Rewritten > 0)
            yield return $"{result.Rewritten:N0} files were written anew, since something in them was erased: load them again.";
    }

    private static long Added(TableExportResult result, string table) => result.Added.Where(file => file.Table == table).Sum(file => file.Rows);
}
