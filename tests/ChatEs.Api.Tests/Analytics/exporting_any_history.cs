using ChatEs.Api.Tests.ReadModels;
using ChatEs.Application;
using ChatEs.Application.Analytics.Exports;
using ChatEs.EventStore.Migrations;
using ChatEs.EventStore.Reading;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>What holds whatever happened, wherever an export stopped in between: 20 random histories of two tenants.</summary>
public sealed class exporting_any_history(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private static readonly string[] Tables = ["rooms", "users", "members", "messages", "attachments", "reactions", "receipts", "deliveries", "erasures"];

    [Fact]
    public async Task in_steps_gives_the_rows_of_one_run_and_the_newest_versions_are_the_live_tables()
    {
        await Migrator.Apply(database.Db, ChatEsDatabase.OfLog);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(20),
            Prop.ForAll(History.Arbitrary, history => Holds(history).GetAwaiter().GetResult()));
    }

    private async Task Holds(History history)
    {
        var events = LawfulHistory.Of(history.Log().Events);
        await database.Empty();
        await database.Append(events);
        await database.Execute($"update events.mt_head set last_seq = {events.Length}");
        var random = new Random(history.BatchSeed);
        foreach (var tenant in new[] { "a", "b" })
        {
            using var full = await Export(new(tenant, "", "ndjson", WithTexts: true));
            foreach (var table in LiveTables.Queries.Keys)
                LiveTables.Of(full, table).ShouldBe(await LiveTables.Read(database.Db, tenant, table), $"{table} of {tenant}");
            await InStepsHolds(random, tenant, events.Length);
            await SinceHolds(full, tenant, random.Next(events.Length + 1), events.Length);
        }
    }

    private async Task InStepsHolds(Random random, string tenant, int last)
    {
        using var full = await Export(new(tenant, ""));
        using var again = await Export(new(tenant, ""));
        again.Content.ShouldBe(full.Content);
        using var steps = new ExportFolder();
        foreach (var stop in Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(last + 1)).Append(last).Order())
            await Run(new(tenant, steps.Path, To: stop) { SequencesAFile = random.Next(1, 60) });
        steps.Manifest.Through.ShouldBe(last);
        foreach (var table in Tables)
            steps.Lines(table).ShouldBe(full.Lines(table), $"{table} of {tenant} in steps");
    }

    private async Task SinceHolds(ExportFolder full, string tenant, int since, int to)
    {
        using var part = await Export(new(tenant, "", "ndjson", WithTexts: true, Since: since, To: to));
        foreach (var table in Tables)
        {
            part.Rows(table).Select(row => row.ToString()).ShouldBe(
                full.Rows(table).Where(row => row.GetProperty("sequence").GetInt64() is var s && s > since && s <= to).Select(row => row.ToString()),
                $"{table} of {tenant} after {since}");
        }
    }

    private async Task<ExportFolder> Export(TableExportRequest request)
    {
        var folder = new ExportFolder();
        await Run(request with { Folder = folder.Path });
        return folder;
    }

    private Task<TableExportResult> Run(TableExportRequest request)
    {
        var types = EventTable.Create();
        return new TableExport(database.Db, new StoredEvents(database.Db), new LogReader(database.Db, types), types).Run(request, null, default);
    }
}
