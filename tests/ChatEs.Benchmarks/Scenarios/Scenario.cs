using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>One thing that can be measured. To add one, add an entry to the list of its kind.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Title">As in the table.</param>
/// <param name="Tells">What one operation is, for <c>--list</c>.</param>
internal abstract record Scenario(string Name, Func<Sizes, string> Title, string Tells)
{
    public Needs Needs { get; init; } = Needs.Rooms;

    /// <summary>Whether <c>--quick</c> has it.</summary>
    public bool IsQuick { get; init; }
}

/// <summary>A closed loop: each caller sends a request, waits for its answer, sends the next.</summary>
/// <param name="Requests">In HTTP, over and over.</param>
internal sealed record Loop(string Name, Func<Sizes, string> Title, string Tells, Func<Wire, IReadOnlyList<RequestGroup>> Requests)
    : Scenario(Name, Title, Tells)
{
    public Loop(string name, string title, string tells, Func<Wire, RequestGroup> requests)
        : this(name, _ => title, tells, wire => [requests(wire)])
    {
    }

    /// <summary>How many callers at once, one row each, where the command line says nothing.</summary>
    public IReadOnlyList<int> Connections { get; init; } = [32, 128];

    /// <summary>The same as a call of the application floor; null where HTTP is the whole of it.</summary>
    public Func<Calls, CancellationToken, Task>? Call { get; init; }

    /// <summary>Measured once in a run for each number of clients, however many scenarios are held against them.</summary>
    public IReadOnlyList<LimitJob> Limits { get; init; } = [];
}

/// <summary>Something that is done from beginning to end, with no service running beside it.</summary>
internal sealed record Job(
    string Name, Func<Sizes, string> Title, string Tells, Func<JobGround, CancellationToken, Task<IReadOnlyList<JobResult>>> Run)
    : Scenario(Name, Title, Tells);

/// <param name="Title">Added to that of the job, where it gives more than one figure.</param>
internal sealed record JobResult(Measured Measured, string Title = "");
