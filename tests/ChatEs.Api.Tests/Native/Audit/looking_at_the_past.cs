using ChatEs.Application.Auditing;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

/// <summary>
/// What was answered at a moment is answered again, byte for byte, when it is asked about that moment later. The clock stands
/// still within one hour, as far as signed addresses see it, so that nothing has to be left out of the comparison.
/// </summary>
public sealed class looking_at_the_past
{
    private const int Steps = 320;
    private const int RecordedEvery = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2026)]
    public async Task answers_as_it_was_answered_then(int seed)
    {
        var random = new Random(seed);
        var clock = new MovableClock(new(2026, 3, 1, 10, 2, 0, TimeSpan.Zero));
        await using var host = await ChatEsHost.Start($"native_the_past_{seed}", new HostSettings(clock));
        var server = await host.Tenant("acme");
        var auditor = await host.Key("acme", ApiKeyKind.Auditor);
        await host.User("acme", "onlooker");
        var chat = new RandomChat(host, server, clock, random);
        await chat.Begin();

        List<(long Sequence, string Url, string? Viewer, Answer Answer)> recorded = [];
        for (var step = 1; step <= Steps; step++)
        {
            await chat.Step();
            if (step == Steps / 2)
                await chat.Join("eve");
            if (step % RecordedEvery != 0)
                continue;
            var sequence = await host.Service<RoomAuditor>().Newest(default);
            foreach (var (url, viewer) in Questions(chat, random))
                recorded.Add((sequence, url, viewer, await Ask(host, url, viewer is null ? server : server.For(viewer))));
        }
        // Who is suspended today saw what he saw.
        await host.Scenario(x => x.Post("/v1/users/by-id/suspend?id=dan").As(server));

        var compared = 0;
        foreach (var (sequence, url, viewer, then) in recorded)
        {
            var key = compared % 2 == 0 ? auditor : server;
            var now = await Ask(host, $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}asOf={sequence}", viewer is null ? key : key.For(viewer));
            var what = $"seed {seed}: {url} for {viewer ?? "nobody"} as of {sequence}";
            (now.Text == then.Text).ShouldBeTrue($"{what}\nthen {then.Text}\nnow  {now.Text}");
            (now.Status, now.ContentType).ShouldBe((then.Status, then.ContentType), what);
            now.Header("ETag").ShouldBe(then.Header("ETag")?.Insert(1, "past-"), what);
            compared++;
        }
        recorded.Count(r => r.Answer.Status == 200).ShouldBeGreaterThan(recorded.Count / 3);
        recorded.ShouldContain(r => r.Answer.Status == 404);
        recorded.ShouldContain(r => r.Answer.Text.Contains("signature=", StringComparison.Ordinal));
        recorded.ShouldContain(r => r.Answer.Text.Contains("\"mine\":true", StringComparison.Ordinal));
    }

    /// <summary>The six reads about each room, with whatever query, each for two who look.</summary>
    private static IEnumerable<(string Url, string? Viewer)> Questions(RandomChat chat, Random random)
    {
        string?[] viewers = [null, "ann", "ann", "ben", "ben", "cid", "onlooker", "eve", .. chat.People.Select(person => person.UserId)];
        foreach (var room in chat.Rooms)
        {
            foreach (var viewer in random.GetItems(viewers, 2))
            {
                var number = random.Next(1, 25);
                yield return ($"/v1/rooms/{room}", viewer);
                yield return ($"/v1/rooms/{room}/participants?limit={random.Next(1, 6)}", viewer);
                yield return ($"/v1/rooms/{room}/messages{Page(random)}", viewer);
                yield return ($"/v1/rooms/{room}/messages/{number}", viewer);
                yield return ($"/v1/rooms/{room}/messages/{number}/receipts", viewer);
                yield return ($"/v1/rooms/{room}/unread", viewer ?? "ann");
            }
        }
    }

    private static string Page(Random random) => random.Next(8) switch
    {
        0 => $"?limit=5&before={random.Next(1, 25)}",
        1 => $"?limit=5&after={random.Next(1, 25)}",
        2 => $"?limit=5&around={random.Next(1, 25)}",
        3 => "?since=2026-02-05T00:00:00Z",
        4 => "?author=ben",
        5 => "?author=eve&parent=none",
        6 => "?limit=500",
        _ => "",
    };

    private static Task<Answer> Ask(ChatEsHost host, string url, Identity who) => host.Scenario(x =>
    {
        x.Get(url).As(who).Header("X-Request-Id", "the-same");
        x.AnyStatus();
    });
}
