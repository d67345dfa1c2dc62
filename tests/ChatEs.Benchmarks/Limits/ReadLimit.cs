using System.Globalization;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Limits;

/// <summary>The service's own history statement, sent by pgbench.</summary>
internal static class ReadLimit
{
    private const string Name = "the same SELECT";
    private const string NewestOfAll = "9223372036854775807";

    public static readonly IReadOnlyList<LimitJob> NewestPage = [new("newest-page", Name, seeded => Statement(
        $"""
        \set place random(0, {seeded.PagedRooms.Count - 1})
        \set room {seeded.Rooms[0].Number.Value} + :place
        \set viewer {seeded.Users[0].Value} + mod(:place, {Seed.Users})
        \set cursor {NewestOfAll}
        """,
        older: 100, newer: 0))];

    public static readonly IReadOnlyList<LimitJob> DeepPage = [new("deep-page", Name, seeded => Statement(Deep(seeded), older: 100, newer: 0))];

    public static readonly IReadOnlyList<LimitJob> PageAround = [new("page-around", Name, seeded => Statement(Deep(seeded), older: 50, newer: 50))];

    private static string Deep(Seeded seeded) =>
        $"""
        \set room {seeded.LongRoom!.Room.Number.Value}
        \set viewer {seeded.Users[seeded.LongRoom.Room.Members[0]].Value}
        \set cursor random({Sizes.Page}, {seeded.LongRoom.Messages - Sizes.Page})
        """;

    private static PgbenchJob Statement(string variables, int older, int newer)
    {
        var statement = MessageSql.Page(conditions: "", byTime: false)
            .Replace("$1", ":tenant", StringComparison.Ordinal)
            .Replace("$2", ":room", StringComparison.Ordinal)
            .Replace("$3", ":viewer", StringComparison.Ordinal)
            .Replace("$4", ":cursor", StringComparison.Ordinal)
            .Replace("$5", ":older", StringComparison.Ordinal)
            .Replace("$6", ":newer", StringComparison.Ordinal);
        return new PgbenchJob(
            $"{variables}\n{statement};\n",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = Seed.Tenant,
                ["older"] = older.ToString(CultureInfo.InvariantCulture),
                ["newer"] = newer.ToString(CultureInfo.InvariantCulture),
            });
    }
}
