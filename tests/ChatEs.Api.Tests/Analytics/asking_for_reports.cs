using System.Globalization;
using System.Text.Json;
using ChatEs.Api.Tests.Native;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.Analytics.Tabular;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>Each test has a tenant of its own: a report is of one.</summary>
public sealed class asking_for_reports(HostOf<asking_for_reports> host) : IClassFixture<HostOf<asking_for_reports>>
{
    [Fact]
    public async Task lists_them_with_their_columns()
    {
        var world = await Tenant();
        var reports = (await host.Scenario(x => x.Get("/v1/analytics").As(world.Key))).Json.GetProperty("reports").EnumerateArray().ToList();
        reports.Select(r => r.GetProperty("report").GetString()).ShouldBe(AllReports.All.Select(r => r.Name));
        foreach (var report in reports)
            (await Rows(world, report.GetProperty("report").GetString()!)).ShouldBeEmpty();
    }

    [Fact]
    public async Task gives_every_column_of_the_type_that_the_list_says()
    {
        var world = await Tenant();
        var room = await world.Acting.Room("=Lounge", participants: [world.Ann, world.Ben]);
        await world.Acting.Post(room, world.Ann, "one", details: new() { Session = "s" });
        await world.Acting.Post(room, world.Ben, "two", details: new() { Session = "s" });
        await world.Acting.Do(new MarkSeen(room, world.Ben, new(1), new(2)));
        foreach (var report in AllReports.All)
        {
            var rows = await Rows(world, report.Name);
            rows.ShouldNotBeEmpty(report.Name);
            foreach (var row in rows)
            {
                row.EnumerateObject().Select(m => m.Name).ShouldBe(report.Columns.Select(c => c.Name), report.Name);
                foreach (var column in report.Columns)
                    ShouldBeOf(column, row.GetProperty(column.Name), $"{report.Name}.{column.Name}");
            }
        }
    }

    [Fact]
    public async Task counts_by_days_weeks_and_months_of_the_time_zone()
    {
        var world = await Tenant();
        var room = await world.Acting.Room(participants: world.Ann);
        // Clocks are set on at 2026-03-29 01:00Z and back at 2026-10-25 01:00Z in Berlin; 2027-01-01 is in the week of 2026-12-28.
        string[] times =
        [
            "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z",
            "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z",
        ];
        foreach (var time in times)
            await world.Acting.Post(room, world.Ann, time, claimed: At(time));
        (await Counts(world, "activity?by=day&timezone=Europe/Berlin")).ShouldBe(
        [
            ("2026-03-28", "2026-03-27T23:00:00.000000Z", 1), ("2026-03-29", "2026-03-28T23:00:00.000000Z", 2),
            ("2026-03-30", "2026-03-29T22:00:00.000000Z", 1), ("2026-10-25", "2026-10-24T22:00:00.000000Z", 2),
            ("2026-10-26", "2026-10-25T23:00:00.000000Z", 1),
        ]);
        (await Counts(world, "activity?by=day")).Select(c => (c.Day, c.Count)).ShouldBe(
            [("2026-03-28", 2), ("2026-03-29", 2), ("2026-10-24", 1), ("2026-10-25", 2)]);
        (await Counts(world, "activity?by=week&timezone=Europe/Berlin")).Select(c => (c.Day, c.Count)).ShouldBe(
            [("2026-03-23", 3), ("2026-03-30", 1), ("2026-10-19", 2), ("2026-10-26", 1)]);
        (await Counts(world, "activity?by=month&timezone=Europe/Berlin")).ShouldBe(
            [("2026-03-01", "2026-02-28T23:00:00.000000Z", 4), ("2026-10-01", "2026-09-30T22:00:00.000000Z", 3)]);

        // A day as a bound begins when it does there: it has 23 hours, and the other one 25.
        (await Counts(world, "activity?from=2026-03-29&to=2026-03-30&timezone=Europe/Berlin")).Select(c => c.Count).ShouldBe([2]);
        (await Counts(world, "activity?from=2026-10-25&to=2026-10-26&timezone=Europe/Berlin")).Select(c => c.Count).ShouldBe([2]);
        (await Counts(world, "activity?from=2026-03-28T23:00:00Z&to=2026-03-29T21:59:59Z")).Select(c => c.Count).ShouldBe([1]);
        var answer = await host.Scenario(x => x.Get("/v1/analytics/activity?from=2026-03-29&to=2026-03-30&timezone=Europe/Berlin").As(world.Key));
        (answer.String("from"), answer.String("to")).ShouldBe(("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"));
    }

    [Fact]
    public async Task counts_hours_by_the_clock_on_the_wall()
    {
        var world = await Tenant();
        var room = await world.Acting.Room(participants: world.Ann);
        // 02:30 in Berlin twice on the day when clocks are set back; a Sunday.
        foreach (var time in new[] { "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z" })
            await world.Acting.Post(room, world.Ann, time, claimed: At(time));
        (await Rows(world, "hours?timezone=Europe/Berlin")).Select(r => (Long(r, "weekday"), Long(r, "hour"), Long(r, "messages")))
            .ShouldBe([(1, 2, 1), (7, 2, 2)]);
        (await Rows(world, "hours")).Select(r => (Long(r, "weekday"), Long(r, "hour"), Long(r, "messages"))).ShouldBe([(1, 1, 1), (7, 0, 1), (7, 1, 1)]);
        (await Rows(world, "hours?timezone=Asia/Kolkata")).Select(r => Long(r, "hour")).ShouldBe([7, 6, 7]);
    }

    [Fact]
    public async Task finds_the_busiest_rooms_and_who_answers_how_soon()
    {
        var world = await Tenant();
        var (quiet, busy) = (await world.Acting.Room("Quiet", participants: world.Ann), await world.Acting.Room("Busy", participants: [world.Ann, world.Ben]));
        await world.Acting.Post(quiet, world.Ann, "alone");
        await world.Acting.Post(busy, world.Ann, "question", claimed: At("2026-01-05T08:00:00Z"));
        await world.Acting.Post(busy, world.Ann, "anybody?", claimed: At("2026-01-05T08:00:30Z"));
        await world.Acting.Post(busy, world.Ben, "answer", claimed: At("2026-01-05T08:01:00Z"));
        await world.Acting.Post(busy, null, "system", MessageKind.System);
        await world.Acting.Post(busy, world.Ben, "wrong");
        await world.Acting.Do(new DeleteMessage(busy, world.Ben, new(5)));

        (await Rows(world, "rooms")).Select(r => (r.GetProperty("name").GetString(), Long(r, "messages"), Long(r, "active_users")))
            .ShouldBe([("Busy", 3, 2), ("Quiet", 1, 1)]);
        (await Rows(world, "users")).Select(r => (r.GetProperty("external_id").GetString(), Long(r, "messages"), Long(r, "deleted")))
            .ShouldBe([("ann", 3, 0), ("ben", 1, 1)]);
        var answers = (await Rows(world, $"response-times-by-user?room={busy}")).Single();
        (answers.GetProperty("external_id").GetString(), Long(answers, "replies"), answers.GetProperty("average_seconds").GetDouble()).ShouldBe(("ben", 1, 60));
        (await Rows(world, "response-times?to=2026-01-06")).Select(r => (Long(r, "turns"), Long(r, "answered"), r.GetProperty("p50_seconds").GetDouble()))
            .ShouldBe([(2, 1, 60)]);
        (await Rows(world, $"activity?room={quiet}")).Sum(r => Long(r, "messages")).ShouldBe(1);
    }

    [Fact]
    public async Task gives_them_in_pages_and_of_one_sequence()
    {
        var world = await Tenant();
        for (var i = 0; i < 5; i++)
            await world.Acting.Post(await world.Acting.Room($"Room {i}", participants: world.Ann), world.Ann, "hello");
        var all = await Rows(world, "rooms");
        var first = await host.Scenario(x => x.Get("/v1/analytics/rooms?limit=3").As(world.Key));
        first.Long("next").ShouldBe(3);
        first.Long("asOf").ShouldBe(await host.Chat.Service<LogReader>().LastSequence());
        var second = await host.Scenario(x => x.Get("/v1/analytics/rooms?limit=3&offset=3").As(world.Key));
        second.Json.TryGetProperty("next", out _).ShouldBeFalse();
        first.Json.GetProperty("rows").EnumerateArray().Concat(second.Json.GetProperty("rows").EnumerateArray()).Select(r => r.ToString())
            .ShouldBe(all.Select(r => r.ToString()));
        (await Rows(world, "rooms?offset=9")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("application/json;q=0.5, text/csv", true)]
    [InlineData("text/*", true)]
    [InlineData("application/json;q=0, */*", true)]
    [InlineData("text/csv;charset=utf-8", true)]
    [InlineData("*/*", false)]
    [InlineData(null, false)]
    [InlineData("text/csv;q=0.5, application/json;q=0.6", false)]
    [InlineData("text/csv;q=0, */*;q=0.1", false)]
    [InlineData("APPLICATION/JSON", false)]
    public async Task comes_as_the_client_likes_it_best(string? accept, bool isCsv)
    {
        var world = await Tenant();
        await world.Acting.Post(await world.Acting.Room("=1+1, \"x\"", participants: world.Ann), world.Ann, "hello");
        foreach (var (query, name) in new[] { ("", "=1+1, \"x\""), ("?spreadsheetSafe=true", "'=1+1, \"x\"") })
        {
            var answer = await host.Scenario(x =>
            {
                x.Get($"/v1/analytics/rooms{query}").As(world.Key);
                if (accept is not null)
                    x.Header("Accept", accept);
                x.HeaderShouldBe("Vary", "Accept");
            });
            answer.ContentType!.StartsWith("text/csv", StringComparison.Ordinal).ShouldBe(isCsv);
            if (!isCsv)
                continue;
            answer.Header("Content-Disposition").ShouldBe("attachment; filename=\"rooms.csv\"");
            answer.Header("X-ChatEs-As-Of").ShouldNotBeNull();
            var rows = CsvText.Rows(answer.Bytes);
            rows[0].ShouldBe(AllReports.Find("rooms")!.Columns.Select(c => c.Name));
            rows[1][1].ShouldBe(name);
        }
    }

    [Fact]
    public async Task refuses_wrong_questions()
    {
        var world = await Tenant();
        async Task Refused(string path, int status, string code, params string[] members) => await host.Scenario(x =>
        {
            x.Get($"/v1/analytics/{path}").As(world.Key);
            x.ProblemShouldBe(status, code, members);
        });
        await Refused("nothing", 404, "report_not_found");
        await Refused("rooms?room=99999", 404, "room_not_found");
        await Refused("rooms?by=day", 400, "invalid", "by");
        await Refused("activity?by=fortnight", 400, "invalid", "by");
        await Refused("unread?from=2026-01-01", 400, "invalid", "from");
        foreach (var zone in new[] { "Europe/Atlantis", "UTC%2B2", "europe/berlin", "posix/Europe/Berlin", "Europe/Berlin'", "", "PST" })
            await Refused($"activity?timezone={zone}", 400, "invalid", "timezone");
        foreach (var time in new[] { "yesterday", "2026-02-30", "2026-01-01T00:00:00", "0001-01-01", "9999-12-31", "infinity" })
            await Refused($"activity?from={time}", 400, "invalid", "from");
        await Refused("activity?from=2026-02-01&to=2026-02-01", 400, "invalid", "to");
        await Refused("activity?limit=0&offset=-1&room=x", 400, "invalid", "room", "limit", "offset");
        await host.Scenario(x =>
        {
            x.Get("/v1/analytics/rooms").As(world.Key).Header("Accept", "application/xml, text/html;q=0.5");
            x.ProblemShouldBe(406, "not_acceptable");
        });
    }

    [Fact]
    public async Task is_for_analysts_and_servers_and_for_one_tenant()
    {
        var (mine, other) = (await Tenant(), await Tenant());
        var room = await other.Acting.Room("xanadu", participants: other.Ann);
        await other.Acting.Post(room, other.Ann, "xanadu");
        foreach (var report in AllReports.All)
            (await Rows(mine, report.Name)).ShouldBeEmpty(report.Name);
        foreach (var path in new[] { "/v1/analytics", "/v1/analytics/rooms" })
        {
            foreach (var stranger in new[] { await host.Chat.User(mine.Name, "eve"), await host.Chat.Key(mine.Name, ApiKeyKind.Auditor) })
            {
                await host.Scenario(x =>
                {
                    x.Get(path).As(stranger);
                    x.ProblemShouldBe(403, "not_allowed");
                });
            }
            await host.Scenario(x => x.Get(path).As(mine.Secret));
            await host.Scenario(x =>
            {
                x.Get(path).As(mine.Key.For("ann"));
                x.ProblemShouldBe(403, "not_allowed");
            });
        }
        // And an analyst's key opens nothing else.
        await host.Scenario(x =>
        {
            x.Get("/v1/rooms").As(other.Key);
            x.ProblemShouldBe(403, "not_allowed");
        });
    }

    private sealed record World(string Name, Identity Key, Identity Secret, Acting Acting, UserNumber Ann, UserNumber Ben);

    private async Task<World> Tenant()
    {
        var name = host.New("reports");
        var secret = await host.Chat.Tenant(name);
        var (ann, ben) = (await host.Chat.User(name, "ann"), await host.Chat.User(name, "ben"));
        return new(
            name, await host.Chat.Key(name, ApiKeyKind.Analytics), secret, new Acting(host.Chat, name), new(ann.UserNumber!.Value), new(ben.UserNumber!.Value));
    }

    private async Task<List<JsonElement>> Rows(World world, string path) =>
        [.. (await host.Scenario(x => x.Get($"/v1/analytics/{path}").As(world.Key))).Json.GetProperty("rows").EnumerateArray()];

    private async Task<List<(string Day, string StartsAt, long Count)>> Counts(World world, string path) =>
        [.. (await Rows(world, path)).Select(r => (r.GetProperty("day").GetString()!, r.GetProperty("starts_at").GetString()!, Long(r, "messages")))];

    private static void ShouldBeOf(Column column, JsonElement value, string where)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            column.IsNullable.ShouldBeTrue(where);
            return;
        }
        _ = column.Type switch
        {
            ColumnType.Integer => value.GetInt64() is var _,
            ColumnType.Number => value.GetDouble() is var _,
            ColumnType.Boolean => value.GetBoolean() is var _,
            ColumnType.Timestamp => At(value.GetString()!) != default,
            ColumnType.Date => DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture) != default,
            _ => value.GetString() is var _,
        };
    }

    private static long Long(JsonElement row, string column) => row.GetProperty(column).GetInt64();

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
