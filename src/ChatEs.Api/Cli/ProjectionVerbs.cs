using System.CommandLine;
using ChatEs.Application.Analytics.Rollups;
using ChatEs.Application.Replay;
using Spectre.Console;

namespace ChatEs.Api.Cli;

internal static class ProjectionVerbs
{
    public static Command Status() => new Command(
            "status", "How long the log is, how many rows each read model has, and how far the rollups of the analysts have come.")
        .Examples("chates projections status", "chates projections status --json")
        .OnTables(async (session, _, cancellation) =>
        {
            var (sequence, rows) = await session.Get<Projections>().Status(cancellation);
            var rollups = await session.Get<Rollups>().Standing(cancellation);
            var behind = rollups.LastSequence - rollups.Sequence;
            session.Terminal.Answer(
                new StatusAnswer(sequence, Answer(rows), new(rollups.Sequence, behind, rollups.At)), CliJson.Own.StatusAnswer,
                [
                    $"The log has {sequence:N0} events; the read models stand at the last one.", .. Lines(rows),
                    $"The rollups stand at event {rollups.Sequence:N0}, {(behind == 0 ? "the last one" : $"{behind:N0} behind; a running service takes them in")}.",
                ]);
            return ExitCode.Done;
        });

    public static Command Verify() => new Command(
            "verify", "Replay the log into a shadow and compare it with the read models, row by row. Exit code 1 names the first difference.")
        .Examples("chates projections verify", "chates projections verify --json")
        .OnTables(async (session, _, cancellation) =>
        {
            var result = await Replaying(session, progress => session.Get<Projections>().Verify(progress, cancellation));
            var difference = result.Difference is { } d ? new DifferenceAnswer(d.Table, d.Live, d.Replayed) : null;
            session.Terminal.Answer(
                new VerifiedAnswer(result.Sequence, difference is null, Answer(result.Rows), difference), CliJson.Own.VerifiedAnswer,
                difference is null
                    ? [$"No difference in {result.Rows.Sum(r => r.Rows):N0} rows at event {result.Sequence:N0}.", .. Lines(result.Rows)]
                    : [$"The table {difference.Table} differs at event {result.Sequence:N0}.", $"live      {difference.Live ?? "no row"}", $"replayed  {difference.Replayed ?? "no row"}"]);
            return difference is null ? ExitCode.Done : ExitCode.Refused;
        });

    public static Command Rebuild() => new Command("rebuild", "Build the read models anew from the log, put them in the place of the old ones, and count the rollups anew.")
        .Examples("chates projections rebuild")
        .OnTables(async (session, _, cancellation) =>
        {
            var sequence = await Replaying(session, progress => session.Get<Projections>().Rebuild(progress, cancellation));
            session.Terminal.Answer(
                new RebuiltAnswer(sequence), CliJson.Own.RebuiltAnswer, $"The read models are rebuilt and stand at event {sequence:N0}.");
            return ExitCode.Done;
        });

    private static async Task<T> Replaying<T>(Session session, Func<IProgress<ReplayProgress>, Task<T>> replay)
    {
        try
        {
            return await session.Terminal.Progress()
                .StartAsync(context =>
                {
                    var task = context.AddTask("Replaying the log");
                    return replay(new Now<ReplayProgress>(p => (task.MaxValue, task.Value) = (Math.Max(1, p.LastSequence), p.Sequence)));
                });
        }
        catch (InvalidOperationException taken)
        {
            throw new CliFailure(taken.Message, taken) { Code = "busy" };
        }
    }

    private static IReadOnlyList<TableAnswer> Answer(IEnumerable<(string Table, long Rows)> rows) =>
        [.. rows.Select(r => new TableAnswer(r.Table, r.Rows))];

    private static IEnumerable<string> Lines(IEnumerable<(string Table, long Rows)> rows) => rows.Select(r => $"  {r.Table,-12} {r.Rows,14:N0}");
}

/// <summary>Reports at once; the framework's own goes through the thread pool and can come after the end.</summary>
internal sealed class Now<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
