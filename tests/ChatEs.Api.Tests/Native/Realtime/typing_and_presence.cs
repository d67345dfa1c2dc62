using System.Globalization;
using ChatEs.Application.Realtime;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Realtime;

public sealed class typing_and_presence(HostOf<typing_and_presence> host) : IClassFixture<HostOf<typing_and_presence>>
{
    [Fact]
    public async Task typing_is_told_to_the_others_through_any_service_and_stored_nowhere()
    {
        var room = await host.Room();
        await using var other = await host.Chat.StartAnother();
        await using var events = await EventSource.Open(other.Client, "/v1/events", host.Ben);
        var before = await host.Chat.Service<LogReader>().LastSequence();

        await Type(room, host.Ann, true);
        var typing = await events.Signal("typing");
        await Type(room, host.Ann, false);
        var over = await events.Signal("typing");

        typing.Id.ShouldBeNull();
        typing.Json.GetProperty("room").GetInt64().ShouldBe(room);
        typing.Json.GetProperty("by").GetProperty("id").GetString().ShouldBe("ann");
        (Time(typing, "until") - Time(typing, "at")).ShouldBe(Signals.TypingLasts);
        over.Json.TryGetProperty("until", out _).ShouldBeFalse(over.Data);
        (await host.Chat.Service<LogReader>().LastSequence()).ShouldBe(before);
    }

    [Fact]
    public async Task nobody_is_told_that_he_types_himself_and_nobody_outside_the_room_is_told()
    {
        var (room, elsewhere) = (await host.Room(), await host.Room("public"));
        await using var own = await Open("/v1/events", host.Ann);
        await using var outside = await Open("/v1/events", host.Cid);
        await using var inside = await Open("/v1/events", host.Ben);

        await Type(room, host.Ann, true);
        await inside.Signal("typing");
        await Type(room, host.Ben, true);
        await host.Scenario(x => x.Post($"/v1/rooms/{elsewhere}/join").As(host.Cid));
        await host.Scenario(x => x.Post($"/v1/rooms/{elsewhere}/join").As(host.Ann));
        await Type(elsewhere, host.Server.For("dave"), true);

        (await own.Signal("typing")).Json.GetProperty("by").GetProperty("id").GetString().ShouldBe("ben");
        (await outside.Signal("typing")).Json.GetProperty("room").GetInt64().ShouldBe(elsewhere);
    }

    [Fact]
    public async Task one_types_only_where_one_may_read_and_nobody_types_in_an_archived_room()
    {
        var room = await host.Room();
        await Refused(room, host.Cid, """{"typing":true}""", 404, "room_not_found");
        await Refused(room, host.Server, """{"typing":true}""", 400, "invalid", "X-ChatEs-User");
        await Refused(room, host.Ann, "{}", 400, "invalid", "typing");
        await Refused(room, host.Ann, """{"typing":"yes"}""", 400, "invalid", "typing");
        await host.Scenario(x => x.Post($"/v1/rooms/{room}/archive").As(host.Ann));
        await Refused(room, host.Ann, """{"typing":true}""", 409, "room_archived");
    }

    [Fact]
    public async Task whoever_listens_is_online_and_is_told_of()
    {
        var room = await host.Room();
        var dora = await host.Chat.User("acme", host.New("dora"));
        await Add(room, dora);
        await using var other = await host.Chat.StartAnother();
        await using var events = await Open("/v1/events", host.Ann);
        (await Online(room)).ShouldNotContain(dora.UserId);

        var listening = await EventSource.Open(other.Client, "/v1/events", dora);
        (await Presence(events, dora)).ShouldBe(true);
        (await Online(room)).ShouldContain(dora.UserId);

        await listening.DisposeAsync();
        (await Presence(events, dora)).ShouldBe(false);
        (await Online(room)).ShouldNotContain(dora.UserId);
    }

    [Fact]
    public async Task who_has_another_connection_or_comes_back_at_once_stays_online()
    {
        var room = await host.Room();
        var (dora, emil) = (await host.Chat.User("acme", host.New("dora")), await host.Chat.User("acme", host.New("emil")));
        await Add(room, dora);
        await Add(room, emil);
        await using var other = await host.Chat.StartAnother();
        await using var events = await Open("/v1/events", host.Ann);
        await using var kept = await EventSource.Open(other.Client, "/v1/events", dora);
        (await Presence(events, dora)).ShouldBe(true);

        await using (await Open("/v1/events", dora))
        await using (await Open("/v1/events", emil))
            (await Presence(events, emil)).ShouldBe(true);

        // Emil's going is told after the time that Dora's would be. Those of other tests come and go, too.
        string[] ours = [dora.UserId!, emil.UserId!];
        while (true)
        {
            var told = (await events.Signal("presence")).Json;
            var who = told.GetProperty("by").GetProperty("id").GetString();
            if (!ours.Contains(who))
                continue;
            (who, told.GetProperty("online").GetBoolean()).ShouldBe((emil.UserId, false));
            break;
        }
        (await Online(room)).ShouldContain(dora.UserId);
    }

    [Fact]
    public async Task whom_a_dead_process_had_is_offline()
    {
        var room = await host.Room();
        var dora = await host.Chat.User("acme", host.New("dora"));
        await Add(room, dora);
        var (dead, online) = (Guid.CreateVersion7(), host.Chat.Service<OnlineUsers>());
        await online.Change(dead, [("acme", dora.UserNumber!.Value)], [], default);
        (await Online(room)).ShouldContain(dora.UserId);
        await using var events = await Open("/v1/events", host.Ann);

        await using (var silent = host.Chat.Service<NpgsqlDataSource>().CreateCommand(
            "update vault.live_processes set seen_at = seen_at - interval '2 minutes' where process = $1"))
        {
            silent.Parameters.Add(new() { Value = dead });
            await silent.ExecuteNonQueryAsync();
        }
        await online.Change(Guid.CreateVersion7(), [], [], default);

        (await Presence(events, dora)).ShouldBe(false);
        (await Online(room)).ShouldNotContain(dora.UserId);
    }

    private Task<EventSource> Open(string url, Identity who) => EventSource.Open(host.Chat.Client, url, who);

    private static DateTimeOffset Time(ServerSentEvent e, string name) =>
        DateTimeOffset.Parse(e.Json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    [Fact]
    public async Task whoever_may_listen_in_the_database_reads_nothing_of_it_and_can_tell_nothing()
    {
        var room = await host.Room();
        await using var events = await Open("/v1/events", host.Ben);
        await using var stranger = await host.Chat.Service<NpgsqlDataSource>().OpenConnectionAsync();
        List<string> heard = [];
        stranger.Notification += (_, told) => heard.Add(told.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Signals.Channel}", stranger))
            await listen.ExecuteNonQueryAsync();

        await Type(room, host.Ann, true);
        await events.Signal("typing");
        await using (var forge = new NpgsqlCommand($"select pg_notify('{Signals.Channel}', 'typing acme {host.Ann.UserNumber} 4102444800000 {room} 4102444800000')", stranger))
            await forge.ExecuteNonQueryAsync();
        await Type(room, host.Ann, false);

        (await events.Signal("typing")).Json.TryGetProperty("until", out _).ShouldBeFalse();
        heard.ShouldNotBeEmpty();
        heard.Where(payload => payload.StartsWith("typing", StringComparison.Ordinal)).Count().ShouldBe(1, "the forged one alone can be read");
    }

    /// <summary>The next that is told of the user.</summary>
    private static async Task<bool> Presence(EventSource events, Identity user)
    {
        while (true)
        {
            var told = (await events.Signal("presence")).Json;
            if (told.GetProperty("by").GetProperty("id").GetString() == user.UserId)
                return told.GetProperty("online").GetBoolean();
        }
    }

    private async Task<List<string>> Online(long room) => [.. (await host.Scenario(x => x.Get($"/v1/rooms/{room}/presence").As(host.Ann)))
        .Json.GetProperty("online").EnumerateArray().Select(user => user.GetProperty("id").GetString()!)];

    private Task<Answer> Type(long room, Identity who, bool typing) => host.Scenario(x =>
    {
        x.Post($"/v1/rooms/{room}/typing").As(who).Json($$"""{"typing":{{(typing ? "true" : "false")}}}""");
        x.StatusShouldBe(204);
    });

    private Task<Answer> Refused(long room, Identity who, string body, int status, string code, params string[] members) => host.Scenario(x =>
    {
        x.Post($"/v1/rooms/{room}/typing").As(who).Json(body);
        x.ProblemShouldBe(status, code, members);
    });

    private Task<Answer> Add(long room, Identity user) => host.Scenario(x =>
        x.Post($"/v1/rooms/{room}/participants").As(host.Ann).Json($$"""{"users":["{{user.UserId}}"]}"""));
}
