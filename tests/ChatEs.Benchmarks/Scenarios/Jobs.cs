using System.Diagnostics;
using System.Globalization;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>What is done from beginning to end, by the service's own command line; the start of its process is in the time.</summary>
internal static class Jobs
{
    public const string StartName = "start";

    private const int Copies = 20;
    private const int QuickCopies = 2;
    private const int Starts = 3;

    public static readonly IReadOnlyList<Scenario> All =
    [
        new Job("import", sizes => $"import, {(sizes == Sizes.Quick ? QuickCopies : Copies)} × the IRC sample", "chates import of so many copies of docs/samples; events a second", Import),
        new Job("replay", sizes => $"audit replay, room of {sizes.LongRoom:n0}", "chates audit replay of the long room, thrown away; events a second", Replay) { Needs = Needs.LongRoom },
        new Job("rebuild", _ => "projections rebuild", "chates projections rebuild of all that is in the database; events a second", Rebuild),
        new Job(StartName, _ => "start", "from the start of the process to the first 200 of /health/ready, and to the first answered post, in ms", Start) { IsQuick = true },
    ];

    private static async Task<IReadOnlyList<JobResult>> Import(JobGround ground, CancellationToken cancellation)
    {
        var file = Path.Combine(Path.GetTempPath(), $"chates-bench-{Environment.ProcessId}.ndjson");
        try
        {
            await ImportFile.Write(file, ground.Quick ? QuickCopies : Copies, cancellation);
            await ground.Verb(["tenants", "create", "imported"], cancellation);
            return await Counting(ground, () => ground.Verb(["import", file, "--tenant", "imported"], cancellation), cancellation);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<IReadOnlyList<JobResult>> Counting(JobGround ground, Func<Task<Measured>> verb, CancellationToken cancellation)
    {
        var before = await ground.LogLength(cancellation);
        var measured = await verb();
        return [new(measured with { Operations = await ground.LogLength(cancellation) - before })];
    }

    private static async Task<IReadOnlyList<JobResult>> Replay(JobGround ground, CancellationToken cancellation)
    {
        var room = ground.Seeded.LongRoom!.Room.Number.Value.ToString(CultureInfo.InvariantCulture);
        var events = await ground.Server.Number($"select version from events.mt_streams where tenant_id = '{Seed.Tenant}' and id = 'room-{room}'", cancellation);
        var measured = await ground.Verb(["audit", "replay", "--tenant", Seed.Tenant, "--room", room], cancellation);
        return [new(measured with { Operations = events })];
    }

    private static async Task<IReadOnlyList<JobResult>> Rebuild(JobGround ground, CancellationToken cancellation)
    {
        var events = await ground.LogLength(cancellation);
        var measured = await ground.Verb(["projections", "rebuild"], cancellation);
        return [new(measured with { Operations = events })];
    }

    /// <summary>The median of some starts, and the slowest of them in the place of the 99th percentile.</summary>
    public static async Task<IReadOnlyList<JobResult>> Start(JobGround ground, CancellationToken cancellation)
    {
        List<int> ready = [], answered = [];
        long? resident = null;
        for (var i = 0; i < (ground.Quick ? 1 : Starts); i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var service = await ServiceProcess.Start(ground.Executable, ground.Server, cancellation);
            ready.Add((int)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            await FirstPost.Send(ground.Seeded, service.Port, cancellation);
            answered.Add((int)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            resident = service.Resident();
        }
        return [Result(ready, " to ready"), Result(answered, " to the first answered post")];

        JobResult Result(List<int> times, string title) =>
            new(Measured.From(times, times.Sum() / 1e6, errors: 0) with { Operations = 0, ResidentBytes = resident }, title);
    }
}
