using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Limits;

/// <summary>Something that PostgreSQL does by itself, for figures to be held against.</summary>
/// <param name="Id">What is measured under one id is measured once for each number of clients.</param>
internal sealed record LimitJob(string Id, string Name, Func<Seeded, PgbenchJob> Job);
