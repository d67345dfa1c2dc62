using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>Who answers whom and how fast, counted again from the events alone.</summary>
[Collection(AnalyticsWorld.Shared)]
public sealed class response_times_against_a_recount(AnalyticsWorld world)
{
    [Fact]
    public async Task of_every_message()
    {
        var expected = (await MainThreads()).SelectMany(room => room.Select((m, i) =>
        {
            var reply = room.Skip(i + 1).FirstOrDefault(other => other.Author != m.Author);
            return Rows.Of(
                m.Room, m.Number, m.Author, m.Shown, i == 0 || room[i - 1].Author != m.Author, reply?.Number, reply?.Author, reply?.Shown, Seconds(m, reply));
        }));
        (await Read("select room, number, author, shown_at, starts_turn, reply_number, reply_author, reply_at, reply_seconds from response_times"))
            .ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task of_every_room()
    {
        var expected = (await MainThreads()).Select(room =>
        {
            var turns = Turns(room);
            return Rows.Of([room[0].Room, turns.Count, turns.Count(t => t.Reply is not null), .. Spread(turns)]);
        });
        (await Read("select room, turns, answered, average_seconds, p50_seconds, p90_seconds, p99_seconds from response_times_per_room"))
            .ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task of_everybody_who_answers()
    {
        var expected = (await MainThreads()).SelectMany(Turns).Where(t => t.Reply is not null).GroupBy(t => t.Reply!.Author)
            .Select(g => Rows.Of([g.Key, g.Count(), .. Spread([.. g])]));
        (await Read("select user_no, replies, average_seconds, p50_seconds, p90_seconds, p99_seconds from response_times_per_user"))
            .ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task of_replies_that_quote()
    {
        var told = await world.Recount();
        var expected = told.Messages.Where(q => q.Stands && q.ReplyTo is not null)
            .Select(q => (Quoted: told[q.Room, q.ReplyTo!.Value], Reply: q))
            .Where(p => p.Quoted.Stands && p.Quoted.Author != p.Reply.Author)
            .GroupBy(p => (p.Quoted.Room, p.Quoted.Number)).Select(g => g.First())
            .Select(p => Rows.Of(
                p.Quoted.Room, p.Quoted.Number, p.Quoted.Author, p.Quoted.Shown, p.Reply.Number, p.Reply.Author, p.Reply.Shown, Seconds(p.Quoted, p.Reply)))
            .ToList();
        expected.Count.ShouldBeGreaterThan(300);
        (await Read("select room, number, author, shown_at, reply_number, reply_author, reply_at, reply_seconds from quoted_replies"))
            .ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task are_the_same_per_turn_and_per_message() =>
        (await Read("select room, number, author, shown_at, reply_number, reply_author, reply_at, reply_seconds from response_times where starts_turn"))
        .ShouldBe(await Rows.Read(
            world.Db,
            "select room, number, author, shown_at, reply_number, reply_author, reply_at, reply_seconds from analytics_private.turns where tenant_id = $1",
            AnalyticsWorld.Tenant), ignoreOrder: true);

    private async Task<List<List<Told>>> MainThreads() =>
        [.. (await world.Recount()).Messages.Where(m => m.Stands && m.Parent is null).GroupBy(m => m.Room).Select(g => g.ToList())];

    private static List<(Told First, Told? Reply)> Turns(List<Told> room)
    {
        var first = room.Where((m, i) => i == 0 || room[i - 1].Author != m.Author).ToList();
        return [.. first.Select((m, i) => (m, i + 1 < first.Count ? first[i + 1] : null))];
    }

    private static double? Seconds(Told message, Told? reply) =>
        reply is not null && reply.Shown >= message.Shown ? (reply.Shown - message.Shown).TotalSeconds : null;

    private static object?[] Spread(List<(Told First, Told? Reply)> turns)
    {
        var seconds = turns.Select(t => Seconds(t.First, t.Reply)).OfType<double>().Order().ToList();
        return seconds.Count == 0 ? [null, null, null, null] : [seconds.Average(), Percentile(seconds, 0.5), Percentile(seconds, 0.9), Percentile(seconds, 0.99)];
    }

    /// <summary>Between two values, as percentile_cont does.</summary>
    private static double Percentile(List<double> sorted, double part)
    {
        var place = (sorted.Count - 1) * part;
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return below + ((above - below) * (place - Math.Floor(place)));
    }

    private Task<List<string>> Read(string sql) => Rows.Read(world.Analyst, sql);
}
