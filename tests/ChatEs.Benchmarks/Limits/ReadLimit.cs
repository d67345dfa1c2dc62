using ChatEs.Application.ReadModels.Messages;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Limits;

/// <summary>The service's own history statement, sent by pgbench.</summary>
internal static class ReadLimit
{
    public const string Name = "the same SELECT";

    public static PgbenchJob NewestPage(Seeded seeded)
    {
        var rooms = seeded.DeepRooms.Count;
        var statement = MessageSql.Page(conditions: "", byTime: false)
            .Replace("$1", ":tenant", StringComparison.Ordinal)
            .Replace("$2", ":room", StringComparison.Ordinal)
            .Replace("$3", ":viewer", StringComparison.Ordinal)
            .Replace("$4", ":cursor", StringComparison.Ordinal)
            .Replace("$5", ":older", StringComparison.Ordinal)
            .Replace("$6", ":newer", StringComparison.Ordinal);
        return new PgbenchJob(
            $"""
            \set place random(0, {rooms - 1})
            \set room {seeded.Rooms[0].Number.Value} + :place
            \set viewer {seeded.Users[0].Value} + mod(:place, {Seed.Users})
            {statement};

            """,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = Seed.Tenant,
                ["cursor"] = "9223372036854775807",
                ["older"] = "100",
                ["newer"] = "0",
            });
    }
}
