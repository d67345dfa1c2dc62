using ChatEs.Application.Analytics.Logins;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>Around the nights in 2025 when Berlin sets its clocks, by the times that the messages claim.</summary>
public sealed class days_of_other_time_zones : IAsyncLifetime
{
    private ChatEsHost _chat = null!;
    private NpgsqlDataSource _analyst = null!;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.Start($"time_zones_{Guid.NewGuid():n}");
        await _chat.Tenant("acme");
        var acting = new Acting(_chat);
        var ann = new ChatEs.Domain.UserNumber((await _chat.User("acme", "ann")).UserNumber!.Value);
        var room = await acting.Room("R", null, false, ann);
        // A message every half hour of two weekends, in UTC.
        foreach (var day in new[] { new DateTimeOffset(2025, 3, 29, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 10, 25, 0, 0, 0, TimeSpan.Zero) })
        {
            for (var half = 0; half < 2 * 48; half++)
                await acting.Post(room, ann, "tick", claimed: day.AddMinutes(30 * half));
        }
        var granted = await _chat.Service<AnalyticsLogins>().Grant("acme", withTexts: false, expiresAt: null, default);
        _analyst = NpgsqlDataSource.Create(granted.Result!.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _analyst.DisposeAsync();
        await _chat.DisposeAsync();
    }

    [Fact]
    public async Task have_23_24_and_25_hours() =>
        (await Days("Europe/Berlin")).ShouldBe([
            "2025-03-28T23:00:00.000000|2025-03-29T00:00:00.000000|46", "2025-03-29T23:00:00.000000|2025-03-30T00:00:00.000000|46",
            "2025-03-30T22:00:00.000000|2025-03-31T00:00:00.000000|4", "2025-10-24T22:00:00.000000|2025-10-25T00:00:00.000000|44",
            "2025-10-25T22:00:00.000000|2025-10-26T00:00:00.000000|50", "2025-10-26T23:00:00.000000|2025-10-27T00:00:00.000000|2"]);

    [Fact]
    public async Task are_those_of_the_rollup_in_utc()
    {
        await _chat.Service<ChatEs.Application.Analytics.Rollups.Rollups>().CatchUp();
        (await Rows.Read(_analyst, "select starts_at::date::text, sum(messages)::bigint from messages_per('day', 'UTC') group by 1 order by 1"))
            .ShouldBe(await Rows.Read(_analyst, "select day::text, messages from messages_per_day order by day"));
    }

    [Fact]
    public async Task an_hour_that_comes_twice_is_two_hours() =>
        (await Rows.Read(
            _analyst,
            """
            select starts_at, local_start, messages from messages_per('hour', 'Europe/Berlin', '2025-10-26T00:00:00Z', '2025-10-26T02:00:00Z')
            """)).ShouldBe(["2025-10-26T00:00:00.000000|2025-10-26T02:00:00.000000|2", "2025-10-26T01:00:00.000000|2025-10-26T02:00:00.000000|2"]);

    [Fact]
    public async Task half_an_hour_off_and_the_other_side_of_the_date_line()
    {
        (await Days("Asia/Kolkata"))[0].ShouldBe("2025-03-28T18:30:00.000000|2025-03-29T00:00:00.000000|37");
        (await Days("Pacific/Kiritimati"))[0].ShouldBe("2025-03-28T10:00:00.000000|2025-03-29T00:00:00.000000|20");
    }

    /// <summary>On the Azores 01:00 became 00:00: midnight came twice, and the day of 25 hours begins at the first one.</summary>
    [Fact]
    public async Task begin_at_the_first_of_two_midnights()
    {
        const string zone = "Atlantic/Azores";
        (await Days(zone))[^2..].ShouldBe([
            "2025-10-25T00:00:00.000000|2025-10-25T00:00:00.000000|48", "2025-10-26T00:00:00.000000|2025-10-26T00:00:00.000000|48"]);
        (await Rows.Read(
            _analyst, "select starts_at, local_start, messages from messages_per('hour', $1, '2025-10-26T00:00:00Z', '2025-10-26T02:00:00Z')", zone))
            .ShouldBe(["2025-10-26T00:00:00.000000|2025-10-26T00:00:00.000000|2", "2025-10-26T01:00:00.000000|2025-10-26T00:00:00.000000|2"]);
        var answer = await _chat.Service<ReportRunner>().Run(
            AllReports.Find("activity")!, new("acme", new(new(2025, 10, 26), null), new(new(2025, 10, 27), null), TimeZone: zone), default);
        var begin = new DateTimeOffset(2025, 10, 26, 0, 0, 0, TimeSpan.Zero);
        (answer.From, answer.To).ShouldBe((begin, begin.AddHours(25)));
        var row = answer.Rows.Single();
        (row[0], row[1], row[2]).ShouldBe((begin, new DateOnly(2025, 10, 26), 48L));
    }

    [Theory]
    [InlineData("day", "Mars/Olympus")]
    [InlineData("moment", "UTC")]
    public async Task what_there_is_not_is_an_error(string bucket, string zone) =>
        (await Should.ThrowAsync<PostgresException>(() => Rows.Read(_analyst, "select * from messages_per($1, $2)", bucket, zone)))
        .SqlState.ShouldBeOneOf(PostgresErrorCodes.InvalidParameterValue, PostgresErrorCodes.FeatureNotSupported);

    private Task<List<string>> Days(string zone) =>
        Rows.Read(_analyst, "select starts_at, local_start, messages from messages_per('day', $1)", zone);
}
