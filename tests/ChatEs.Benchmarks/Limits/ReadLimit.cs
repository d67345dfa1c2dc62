using System.Globalization;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Limits;

/// <summary>
/// The service's own statement for a page, sent by pgbench. It asks for everything as text, which costs PostgreSQL more
/// than the binary form that the service asks for, and not for the authors.
/// </summary>
internal static class ReadLimit
{
    private const string Name = "the same SELECT";
    private const string NewestOfAll = "9223372036854775807";

    public static readonly IReadOnlyList<LimitJob> NewestPage = [new("newest-page", Name, seeded => Page(
        $"""
        \set place random(0, {seeded.PagedRooms.Count - 1})
        \set room {seeded.Rooms[0].Number.Value} + :place
        \set viewer {seeded.Users[0].Value} + mod(:place, {Seed.Users})
        \set cursor {NewestOfAll}
        """,
        Of(OneSidedPage.Of(new PageRequest.Newest(100)))))];

    public static readonly IReadOnlyList<LimitJob> DeepPage = [new("deep-page", Name, seeded => Page(Deep(seeded), Of(OneSidedPage.Of(new PageRequest.Before(new(1), 100)))))];

    public static readonly IReadOnlyList<LimitJob> PageAround =
        [new("page-around", Name, seeded => Page(Deep(seeded), Of(OneSidedPage.Of(new PageRequest.Around(new(1), 100)))))];

    private static string Deep(Seeded seeded) =>
        $"""
        \set room {seeded.LongRoom!.Room.Number.Value}
        \set viewer {seeded.Users[seeded.LongRoom.Room.Members[0]].Value}
        \set cursor random({Sizes.Page}, {seeded.LongRoom.Messages - Sizes.Page})
        """;

    private static PgbenchJob Page(string variables, string statements) => new(
        $"{variables}\n{statements}", new Dictionary<string, string>(StringComparer.Ordinal) { ["tenant"] = Seed.Tenant });

    /// <param name="pages">Wherever they are: pgbench says where.</param>
    private static string Of(IEnumerable<OneSidedPage> pages) => string.Concat(pages.Select(page => MessageSql.OneSided(conditions: "", page)
        .Replace("$1", ":tenant", StringComparison.Ordinal)
        .Replace("$2", ":room", StringComparison.Ordinal)
        .Replace("$3", ":viewer", StringComparison.Ordinal)
        .Replace("$4", ":cursor", StringComparison.Ordinal)
        .Replace("$5", (page.Limit + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + ";\n"));
}
