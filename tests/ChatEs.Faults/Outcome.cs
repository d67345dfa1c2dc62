using ChatEs.Faults.Load;
using ChatEs.Faults.Plans;

namespace ChatEs.Faults;

/// <param name="Requests">Sent, repeats included.</param>
/// <param name="Unanswered">No answer came, or the client did not wait for it.</param>
/// <param name="Unavailable">Answered 503 or 504.</param>
/// <param name="SlowestSeconds">The longest that a client waited for an answer, whatever it was.</param>
/// <param name="SlowestUnavailableSeconds">The longest that a client waited to be told 503.</param>
/// <param name="Objections">What the checker found; none when all holds.</param>
internal sealed record Outcome(
    Plan Plan, int Requests, int Done, int Refused, int Unavailable, int Unanswered, double SlowestSeconds, double SlowestUnavailableSeconds,
    long Events, double Seconds, IReadOnlyList<string> Objections)
{
    public bool Holds => Objections.Count == 0;

    public static Outcome Of(Plan plan, IReadOnlyList<Attempt> attempts, long events, TimeSpan took, IReadOnlyList<string> objections) => new(
        plan,
        attempts.Count,
        attempts.Count(a => a.IsDone),
        attempts.Count(a => a.Status is >= 400 and < 500),
        attempts.Count(a => a.Status is 503 or 504),
        attempts.Count(a => a.Status is null),
        Slowest(attempts.Where(a => a.Status is not null)),
        Slowest(attempts.Where(a => a.Status is 503)),
        events,
        took.TotalSeconds,
        objections);

    private static double Slowest(IEnumerable<Attempt> attempts) => attempts.Select(a => (a.Ended - a.Began) / 1e6).DefaultIfEmpty(0).Max();
}
