using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>What the views say of two and a half thousand real messages and some hundred invented ones, counted again from the events alone.</summary>
[Collection(AnalyticsWorld.Shared)]
public sealed class every_fact_against_a_recount(AnalyticsWorld world)
{
    [Fact]
    public async Task messages_per_day()
    {
        var told = await world.Recount();
        var expected = told.Messages.GroupBy(m => (m.Day, m.Room, m.Author)).Select(g => Rows.Of(
            g.Key.Day, g.Key.Room, g.Key.Author, g.Count(m => m.Stands), g.Count(m => m.Stands && m.Parent is not null),
            g.Count(m => m.Stands && m.ReplyTo is not null), g.Count(m => m.OfPeople && m.Deleted), g.Count(m => !m.OfPeople)));
        (await Read("select day::text, room, user_no, messages, comments, quotes, deleted, system from messages_per_day"))
            .ShouldBe(expected, ignoreOrder: true);
        told.Messages.Count(m => m.Deleted).ShouldBeGreaterThan(5);
        told.Messages.Count(m => m.Parent is not null).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task active_users_of_days_weeks_and_months()
    {
        var of = (await world.Recount()).Messages.Where(m => m.OfPeople).ToList();
        await Compare("daily", "day", m => m);
        await Compare("weekly", "week", day => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)));
        await Compare("monthly", "month", day => new(day.Year, day.Month, 1));

        async Task Compare(string view, string column, Func<DateOnly, DateOnly> start) =>
            (await Read($"select {column}::text, active_users, messages from active_users_{view}")).ShouldBe(
                of.GroupBy(m => start(m.Day)).Select(g => Rows.Of(g.Key, g.Select(m => m.Author).Distinct().Count(), g.Count(m => m.Stands))),
                ignoreOrder: true);
    }

    [Fact]
    public async Task busiest_minutes()
    {
        var minutes = (await world.Recount()).Messages.Where(m => m.Stands)
            .GroupBy(m => m.Shown.UtcDateTime.AddTicks(-(m.Shown.Ticks % TimeSpan.TicksPerMinute))).ToList();
        (await Read("select rank, minute, messages, rooms, users from busiest_minutes")).ShouldBe(
            minutes.Select(g => Rows.Of(
                minutes.Count(other => other.Count() > g.Count()) + 1, g.Key, g.Count(), g.Select(m => m.Room).Distinct().Count(),
                g.Select(m => m.Author).Distinct().Count())),
            ignoreOrder: true);
    }

    [Fact]
    public async Task sessions()
    {
        var expected = (await world.Recount()).Messages.Where(m => m.Stands && m.Session is not null).GroupBy(m => (m.Room, m.Session)).Select(g =>
        {
            var opener = g.First().Author;
            var (start, end) = (g.Min(m => m.Shown), g.Max(m => m.Shown));
            var reply = g.Where(m => m.Author != opener).Select(m => (DateTimeOffset?)m.Shown).Min();
            return Rows.Of(
                g.Key.Room, g.Key.Session, g.First().Number, g.Last().Number, start, end, (end - start).TotalSeconds, g.Count(),
                g.Select(m => m.Author).Distinct().Count(), opener,
                reply - g.Where(m => m.Author == opener).Min(m => m.Shown) is { Ticks: >= 0 } seconds ? seconds.TotalSeconds : null);
        }).ToList();
        expected.Count.ShouldBeGreaterThan(1);
        (await Read("""
            select room, session, first_number, last_number, started_at, ended_at, seconds, messages, participants, opened_by, first_reply_seconds
            from sessions
            """)).ShouldBe(expected, ignoreOrder: true);
        (await Read("select count(*) from sessions where first_reply_seconds < 0")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task unread_of_everybody_in_every_room()
    {
        var told = await world.Recount();
        var people = told.Stays.Where(s => s.Until is null).Select(s => s.User).Distinct().ToList();
        var expected = new List<string>();
        foreach (var user in people)
        {
            var rooms = await world.Chat.Service<ChatEs.Application.ReadModels.Receipts.UnreadQueries>().OfUser(AnalyticsWorld.Tenant, new(user), default);
            expected.AddRange(rooms.Select(r => Rows.Of(r.Room.Value, user, r.Unread)));
        }
        expected.Count.ShouldBeGreaterThan(100);
        (await Read("select room, user_no, unread from unread_backlog")).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task times_to_the_first_reading_and_to_the_last()
    {
        var told = await world.Recount();
        var bySeen = told.Seen.GroupBy(s => (s.Key.Room, s.Key.Number)).ToDictionary(g => g.Key, g => g.Select(s => (s.Key.User, At: s.Value)).ToList());
        var expected = told.Messages.Where(m => m.Stands).Select(m =>
        {
            var audience = told.Audience(m);
            var seen = bySeen.GetValueOrDefault((m.Room, m.Number), []).Where(s => s.User != m.Author).ToList();
            var readers = seen.Where(s => audience.Contains(s.User)).ToList();
            var (first, all) = (
                seen.Select(s => (DateTimeOffset?)s.At).Min(), readers.Count == audience.Count ? readers.Select(s => (DateTimeOffset?)s.At).Max() : null);
            return Rows.Of(
                m.Room, m.Number, m.Author, m.Posted, audience.Count, readers.Count, first, (first - m.Posted)?.TotalSeconds, all,
                (all - m.Posted)?.TotalSeconds);
        }).ToList();
        (await Read("""
            select room, number, author, posted_at, audience, readers, first_read_at, first_read_seconds, all_read_at, all_read_seconds
            from read_times
            """)).ShouldBe(expected, ignoreOrder: true);
        expected.Count(row => !row.EndsWith("-|-", StringComparison.Ordinal)).ShouldBeGreaterThan(10);
    }

    private Task<List<string>> Read(string sql) => Rows.Read(world.Analyst, sql);
}
