using System.Text.Json;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

public sealed class replaying_events(HostOf<replaying_events> host) : IClassFixture<HostOf<replaying_events>>
{
    [Fact]
    public async Task tells_all_that_happened_in_a_room_with_all_that_is_known_of_it()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ben).Json("""{"text":"café ✨","claimedAt":"2026-01-31T08:15:00Z"}""").Header("X-Request-Id", "request-7");
            x.StatusShouldBe(201);
        });
        var lines = await Lines($"/v1/audit/rooms/{room}/events");
        lines.Select(line => line.GetProperty("type").GetString()).ShouldBe(["room_created", "participants_added", "moderator_granted", "message_posted"]);
        lines.Select(line => line.GetProperty("version").GetInt64()).ShouldBe([1, 2, 3, 4]);
        var digest = ("digest", "[0-9a-f]{64}");
        Golden.ShouldMatch(
            $$"""
            {"sequence":{{lines[3].GetProperty("sequence")}},"tenant":"acme","stream":"room-{{room}}","version":4,"id":"<uuid>","type":"message_posted",
            "timestamp":"<text>","correlationId":"request-7","headers":{"user":{{host.Ben.UserNumber}},"caller":"user:{{host.Ben.UserNumber}}","dialect":"native"},
            "data":{"id":"<uuid>","kind":"text","author":{{host.Ben.UserNumber}},"number":1,"personal":{"text":"café ✨","claimedAt":{{lines[3].GetProperty("data").GetProperty("personal").GetProperty("claimedAt").GetRawText()}} } },
            "salt":"<salt>","personalDigest":"<digest>","hash":"<digest>"}
            """,
            JsonSerializer.SerializeToUtf8Bytes(lines[3]), digest, ("salt", "[0-9a-f]{32}"));
    }

    [Fact]
    public async Task leaves_out_what_is_not_asked_for()
    {
        var room = await host.Room();
        for (var i = 0; i < 4; i++)
            await host.Post(room, i % 2 == 0 ? host.Ann : host.Ben, $"message {i}");
        await host.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"upTo":4}"""));
        var (of, all) = ($"/v1/audit/rooms/{room}/events", await Lines($"/v1/audit/rooms/{room}/events"));
        long Of(int place, string member) => all[place].GetProperty(member).GetInt64();

        await Finds($"{of}?fromVersion=4&toVersion=5", all[3..5]);
        await Finds($"{of}?fromSequence={Of(3, "sequence")}&toSequence={Of(4, "sequence")}", all[3..5]);
        var (from, to) = (all[3].GetProperty("timestamp").GetString()!, all[4].GetProperty("timestamp").GetString()!);
        await Finds($"{of}?from={from}&to={to}", all[3..5]);
        await Finds($"{of}?type=messages_seen&type=room_created", [all[0], all[^1]]);
        await Finds($"{of}?user=ben&type=message_posted", [all[4], all[6]]);
        await Finds($"{of}?limit=2&fromVersion=2", all[1..3]);
        await Finds($"{of}?user=cid", []);
        await Finds($"{of}?fromVersion=1000", []);
        await Finds($"/v1/audit/events?user=ben&type=messages_seen&fromSequence={Of(0, "sequence")}&toSequence={Of(7, "sequence")}", all[^1..]);
    }

    [Fact]
    public async Task goes_on_where_it_was_broken_off_and_ends_where_the_log_ended()
    {
        var room = await host.Room();
        for (var i = 0; i < 9; i++)
            await host.Post(room, host.Ann, $"message {i}");
        foreach (var url in new[] { $"/v1/audit/rooms/{room}/events?type=message_posted", "/v1/audit/events?type=message_posted" })
        {
            var whole = await Text(url);
            var half = await Text($"{url}&limit=4");
            var last = Parsed(half)[^1].GetProperty("sequence").GetInt64();
            (half + await Text($"{url}&fromSequence={last + 1}")).ShouldBe(whole);
        }
    }

    [Fact]
    public async Task tells_of_users_and_of_the_tenant_itself()
    {
        var tenant = host.New("tells");
        var server = await host.Chat.Tenant(tenant);
        var auditor = await host.Chat.Key(tenant, ApiKeyKind.Auditor);
        var zoe = await host.Chat.User(tenant, "zoë");
        await host.Scenario(x => x.Patch("/v1/me").As(zoe).Json("""{"username":"Zoë"}"""));
        foreach (var path in new[] { $"{zoe.UserNumber}/events?", "by-id/events?id=zo%C3%AB&" })
        {
            (await Lines($"/v1/audit/users/{path}limit=10", auditor)).Select(line => line.GetProperty("type").GetString())
                .ShouldBe(["user_registered", "user_profile_changed"]);
        }
        (await Lines("/v1/audit/tenant/events", auditor)).Select(line => line.GetProperty("type").GetString())
            .ShouldBe(["tenant_created", "api_key_issued", "api_key_issued"]);
        var all = await Lines("/v1/audit/events", server);
        all.Select(line => line.GetProperty("sequence").GetInt64()).ShouldBeInOrder();
        all.Count.ShouldBe(5);
        all.ShouldAllBe(line => line.GetProperty("tenant").GetString() == tenant);
        await host.Scenario(x =>
        {
            x.Get($"/v1/audit/users/{host.Ann.UserNumber}/events").As(auditor);
            x.ProblemShouldBe(404, "user_not_found");
        });
    }

    [Theory]
    [InlineData("fromVersion=0", "fromVersion")]
    [InlineData("toSequence=x", "toSequence")]
    [InlineData("from=2026-01-31", "from")]
    [InlineData("type=nothing_done", "type")]
    [InlineData("type=message_posted&type=", "type")]
    [InlineData("user=", "user")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("since=2026-01-31T00:00:00Z", "since")]
    public async Task refuses_what_it_does_not_understand(string query, string member)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Get($"/v1/audit/rooms/{room}/events?{query}").As(host.Server);
            x.ProblemShouldBe(400, "invalid", member);
        });
    }

    [Fact]
    public async Task knows_neither_rooms_nor_users_that_are_not_there()
    {
        await host.Scenario(x =>
        {
            x.Get("/v1/audit/rooms/60000000/events").As(host.Server);
            x.ProblemShouldBe(404, "room_not_found");
        });
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Get($"/v1/audit/rooms/{room}/events?user=nobody-{room}").As(host.Server);
            x.ProblemShouldBe(404, "user_not_found");
        });
    }

    private async Task Finds(string url, IReadOnlyList<JsonElement> expected) =>
        (await Lines(url)).Select(line => line.GetRawText()).ShouldBe(expected.Select(line => line.GetRawText()), url);

    private async Task<List<JsonElement>> Lines(string url, Identity? who = null) => Parsed(await Text(url, who));

    private async Task<string> Text(string url, Identity? who = null) => (await host.Scenario(x =>
    {
        x.Get(url).As(who ?? host.Server);
        x.AnswerShould(answer => answer.ContentType.ShouldBe("application/x-ndjson"));
    })).Text;

    private static List<JsonElement> Parsed(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
