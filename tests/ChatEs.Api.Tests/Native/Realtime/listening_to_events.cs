using System.Text.Json.Nodes;
using ChatEs.Application.Realtime;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Realtime;

public sealed class listening_to_events(HostOf<listening_to_events> host) : IClassFixture<HostOf<listening_to_events>>
{
    [Fact]
    public async Task a_post_arrives_with_the_record_that_GET_gives()
    {
        var room = await host.Room();
        await using var events = await Open("/v1/events", host.Ben);

        await host.Post(room, host.Ann, "Grüße 🎈");

        var posted = await events.Next("message_posted");
        posted.Json.GetProperty("room").GetInt64().ShouldBe(room);
        posted.Json.GetProperty("sequence").GetInt64().ShouldBe(posted.Sequence);
        posted.Json.GetProperty("by").GetProperty("id").GetString().ShouldBe("ann");
        var read = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ben));
        JsonNode.DeepEquals(JsonNode.Parse(posted.Json.GetProperty("message").GetRawText()), JsonNode.Parse(read.Text)).ShouldBeTrue(posted.Data);
    }

    [Fact]
    public async Task everything_that_happens_in_a_room_is_told_in_its_order()
    {
        var room = await host.Room();
        await using var events = await Open($"/v1/rooms/{room}/events", host.Ben);

        await host.Post(room, host.Ann, "one");
        await host.Scenario(x => x.Patch($"/v1/rooms/{room}/messages/1").As(host.Ann).Json("""{"text":"two"}"""));
        await Done("PUT", $"/v1/rooms/{room}/messages/1/reactions?emoji=👍", host.Ben);
        await host.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"upTo":1}"""));
        await Done("PUT", $"/v1/rooms/{room}/pin", host.Ann);
        await Done("PUT", $"/v1/rooms/{room}/pin", host.Ben);
        await Done("DELETE", $"/v1/rooms/{room}/messages/1", host.Ann);
        await host.Scenario(x => x.Patch($"/v1/rooms/{room}").As(host.Ann).Json("""{"name":"Bar"}"""));

        (await events.Next("message_posted")).Json.GetProperty("number").GetInt64().ShouldBe(1);
        await events.Next("message_edited");
        (await events.Next("reaction_added")).Json.GetProperty("emoji").GetString().ShouldBe("👍");
        var seen = (await events.Next("messages_seen")).Json;
        (seen.GetProperty("upTo").GetInt64(), seen.GetProperty("users")[0].GetProperty("id").GetString()).ShouldBe((1, "ben"));
        // Ann's pin is nobody else's business.
        (await events.Next("room_pinned")).Json.GetProperty("by").GetProperty("id").GetString().ShouldBe("ben");
        await events.Next("message_deleted");
        (await events.Next("room_updated")).Json.GetProperty("details").GetProperty("name").GetString().ShouldBe("Bar");
    }

    [Fact]
    public async Task who_is_added_hears_the_room_from_then_on_and_who_is_removed_no_more()
    {
        var room = await host.Room();
        var dora = await host.Chat.User("acme", host.New("dora"));
        await using var events = await Open("/v1/events", dora);
        await host.Post(room, host.Ann, "before");

        await Add(room, dora);
        await host.Post(room, host.Ann, "while");
        await Remove(room, dora);
        await host.Post(room, host.Ann, "after");
        var other = await host.Room();
        await Add(other, dora);

        var added = (await events.Next("participants_added")).Json;
        added.GetProperty("details").GetProperty("room").GetInt64().ShouldBe(room);
        (await events.Next("message_posted")).Json.GetProperty("message").GetProperty("text").GetString().ShouldBe("while");
        await events.Next("participants_removed");
        (await events.Next("participants_added")).Json.GetProperty("room").GetInt64().ShouldBe(other);
    }

    [Fact]
    public async Task of_the_past_one_hears_what_one_would_have_heard_then_and_nothing_that_changed_after_one_left()
    {
        var room = await host.Room();
        var dora = await host.Chat.User("acme", host.New("dora"));
        await host.Post(room, host.Ann, "before");
        await Add(room, dora);
        await host.Post(room, host.Ann, "while");
        await Remove(room, dora);
        await host.Scenario(x => x.Patch($"/v1/rooms/{room}/messages/2").As(host.Ann).Json("""{"text":"secret"}"""));
        var kept = await host.Room();
        await Add(kept, dora);
        await host.Post(kept, host.Ann, "the end");

        await using var events = await Open("/v1/events?after=0", dora);
        var heard = await events.Until(e => e.Data.Contains("the end", StringComparison.Ordinal));

        heard.Select(e => e.Type).ShouldBe(
            ["user_registered", "participants_added", "message_posted", "participants_removed", "participants_added", "message_posted"]);
        heard[2].Json.TryGetProperty("message", out _).ShouldBeFalse(heard[2].Data);
        heard[2].Json.GetProperty("number").GetInt64().ShouldBe(2);
        string.Concat(heard.Select(e => e.Data)).ShouldNotContain("secret");
    }

    [Fact]
    public async Task a_client_that_comes_back_goes_on_after_the_last_event_it_got()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "one");
        await host.Post(room, host.Ann, "two");
        long last;
        await using (var first = await Open($"/v1/rooms/{room}/events?after=0", host.Ben))
            last = (await first.Until(e => e.Type == "message_posted"))[^1].Sequence;

        await host.Post(room, host.Ann, "three");
        await using var second = await Open($"/v1/rooms/{room}/events?after=0", host.Ben, last);

        (await second.Next("message_posted")).Json.GetProperty("message").GetProperty("text").GetString().ShouldBe("two");
        (await second.Next("message_posted")).Json.GetProperty("message").GetProperty("text").GetString().ShouldBe("three");
    }

    [Fact]
    public async Task a_server_hears_its_whole_tenant_and_nothing_of_another()
    {
        var other = await host.Chat.Tenant(host.New("other"));
        await using var events = await Open("/v1/events", host.Server);
        await using var others = await Open("/v1/events", other);

        await host.Chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(other).Json("""{"name":"theirs"}""");
            x.StatusShouldBe(201);
        });
        var room = await host.Room();

        (await events.Until(e => e.Type == "room_created"))[^1].Json.GetProperty("room").GetInt64().ShouldBe(room);
        (await others.Next("room_created")).Json.GetProperty("details").GetProperty("name").GetString().ShouldBe("theirs");
    }

    [Fact]
    public async Task a_public_room_is_heard_by_who_is_not_in_it_and_a_private_one_is_unknown_to_him()
    {
        var open = await host.Room("public");
        var closed = await host.Room();
        await using var events = await Open($"/v1/rooms/{open}/events", host.Cid);

        await host.Post(open, host.Ann, "hello");

        await events.Next("message_posted");
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms/{closed}/events").As(host.Cid);
            x.ProblemShouldBe(404, "room_not_found");
        });
    }

    [Fact]
    public async Task a_ticket_opens_one_connection_once()
    {
        var room = await host.Room();
        var ticket = (await host.Scenario(x =>
        {
            x.Post("/v1/events/tickets").As(host.Ben);
            x.StatusShouldBe(201);
        })).Json.GetProperty("ticket").GetString();

        await using var events = await Open($"/v1/events?ticket={ticket}", who: null);
        await host.Post(room, host.Ann, "hello");
        await events.Until(e => e.Type == "message_posted");

        await host.Scenario(x =>
        {
            x.Get($"/v1/events?ticket={ticket}");
            x.ProblemShouldBe(401, "unauthorized");
        });
    }

    [Fact]
    public async Task a_server_hears_one_room_once()
    {
        var room = await host.Room();
        await using var events = await Open($"/v1/rooms/{room}/events", host.Server);

        await host.Post(room, host.Ann, "one");
        await Done("PUT", $"/v1/rooms/{room}/pin", host.Ann);
        await host.Post(room, host.Ann, "two");

        string[] types = [.. (await events.Until(e => e.Data.Contains("\"two\"", StringComparison.Ordinal))).Select(e => e.Type)];
        types.ShouldBe(["message_posted", "room_pinned", "message_posted"]);
    }

    [Fact]
    public async Task whoever_is_admitted_again_listens_again()
    {
        var room = await host.Room();
        var dora = await host.Chat.User("acme", host.New("dora"));
        await using var keepsTheFeedAwake = await Open("/v1/events", host.Ann);
        await Done("POST", $"/v1/users/{dora.UserNumber}/suspend", host.Server);
        await Done("POST", $"/v1/users/{dora.UserNumber}/reactivate", host.Server);
        await host.Chat.Service<Suspended>().Refresh(default);
        await Add(room, dora);

        await using var events = await Open("/v1/events", dora);
        await host.Post(room, host.Ann, "hello");

        await events.Next("message_posted");
    }

    [Fact]
    public async Task a_ticket_is_worth_nothing_when_its_key_is_revoked()
    {
        var issued = (await host.Chat.Service<TenantAdministration>().IssueKey("acme", ApiKeyKind.Secret, default)).Result!;
        var ticket = (await host.Scenario(x =>
        {
            x.Post("/v1/events/tickets").As(new Identity("acme", issued.Secret, null, null));
            x.StatusShouldBe(201);
        })).Json.GetProperty("ticket").GetString();
        await Done("DELETE", $"/v1/keys/{issued.KeyId}", host.Server);

        await host.Scenario(x =>
        {
            x.Get($"/v1/events?ticket={ticket}");
            x.ProblemShouldBe(401, "unauthorized");
        });
    }

    [Theory]
    [InlineData("/v1/events?after=x", "after")]
    [InlineData("/v1/events?after=-1", "after")]
    [InlineData("/v1/events?since=1", "since")]
    public async Task what_cannot_be_read_is_refused_before_anything_is_sent(string url, string member) => await host.Scenario(x =>
    {
        x.Get(url).As(host.Ben);
        x.ProblemShouldBe(400, "invalid", member);
    });

    [Fact]
    public async Task a_suspended_user_a_reset_token_and_a_revoked_key_end_their_connections()
    {
        var dora = await host.Chat.User("acme", host.New("dora"));
        var emil = await host.Chat.User("acme", host.New("emil"));
        var issued = (await host.Chat.Service<TenantAdministration>().IssueKey("acme", ApiKeyKind.Secret, default)).Result!;
        await using var ofDora = await Open("/v1/events", dora);
        await using var ofEmil = await Open("/v1/events", emil);
        await using var ofKey = await Open("/v1/events", new Identity("acme", issued.Secret, null, null));

        await Done("POST", $"/v1/users/{dora.UserNumber}/suspend", host.Server);
        await Done("POST", $"/v1/users/{emil.UserNumber}/token", host.Server);
        await Done("DELETE", $"/v1/keys/{issued.KeyId}", host.Server);

        foreach (var connection in new[] { ofKey, ofEmil, ofDora })
        {
            var last = (await connection.Until(e => e.Type == "end"))[^1];
            last.Json.GetProperty("reason").GetString().ShouldBe("no_longer_admitted");
            (await connection.Next()).ShouldBeNull();
        }
    }

    [Fact]
    public async Task who_does_not_take_his_events_is_cut_off_and_others_get_them_all()
    {
        var room = await host.Room();
        var feed = host.Chat.Service<LiveFeed>();
        var audience = new LiveAudience("acme", null, new RoomNumber(room), null);
        await using var slow = (await feed.Listen(audience, null, default))!.GetAsyncEnumerator();
        await using var quick = await Open($"/v1/rooms/{room}/events", host.Ben);
        // He takes one, and then no more.
        var first = slow.MoveNextAsync();
        await host.Post(room, host.Ann, "0");
        (await first).ShouldBeTrue();

        const int Many = 1_200;
        var all = quick.Until(e => e.Json.GetProperty("number").GetInt64() == Many);
        var acting = new Acting(host.Chat);
        await Parallel.ForAsync(1, Many, async (i, _) => await acting.Post(new(room), new(host.Ann.UserNumber!.Value), $"{i}"));

        (await all).Select(e => e.Json.GetProperty("number").GetInt64()).ShouldBe(Enumerable.Range(1, Many).Select(i => (long)i));
        var taken = 1;
        (await Should.ThrowAsync<LiveEndedException>(async () =>
        {
            while (await slow.MoveNextAsync())
                taken++;
        })).End.ShouldBe(LiveEnd.TooSlow);
        taken.ShouldBeLessThan(Many);
    }

    private Task<EventSource> Open(string url, Identity? who, long? lastEventId = null) =>
        EventSource.Open(host.Chat.Client, url, who, lastEventId);

    private Task<Answer> Add(long room, Identity user) => host.Scenario(x =>
        x.Post($"/v1/rooms/{room}/participants").As(host.Ann).Json($$"""{"users":["{{user.UserId}}"]}"""));

    private Task<Answer> Remove(long room, Identity user) => host.Scenario(x => x.Delete($"/v1/rooms/{room}/participants?user={user.UserId}").As(host.Ann));

    private Task<Answer> Done(string method, string url, Identity who) => host.Scenario(x =>
    {
        x.To(new(method), url).As(who);
        x.AnyStatus();
        x.AnswerShould(answer => answer.Status.ShouldBeInRange(200, 204, answer.Text));
    });
}
