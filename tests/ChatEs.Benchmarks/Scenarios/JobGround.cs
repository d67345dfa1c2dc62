using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>What a job works on: the database with all that was measured before, and the executable.</summary>
internal sealed record JobGround(BenchServer Server, Seeded Seeded, string Executable, bool Quick)
{
    public Task<Measured> Verb(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        VerbProcess.Run(Executable, Server, arguments, cancellation);

    /// <summary>The sequence of the newest event.</summary>
    public Task<long> LogLength(CancellationToken cancellation) =>
        Server.Number("select coalesce(max(seq_id), 0) from events.mt_events", cancellation);
}
