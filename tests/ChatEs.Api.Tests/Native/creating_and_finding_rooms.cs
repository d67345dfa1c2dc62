using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class creating_and_finding_rooms(HostOf<creating_and_finding_rooms> host) : IClassFixture<HostOf<creating_and_finding_rooms>>
{
    [Fact]
    public async Task a_user_creates_a_room_and_is_in_it()
    {
        var answer = await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json("""{"name":"Lounge","participants":["ben","cid","ben"]}""");
            x.StatusShouldBe(201);
        });
        var room = answer.Long("room");
        answer.Header("Location").ShouldBe($"/v1/rooms/{room}");
        answer.String("createdAt")!.ShouldEndWith("Z");
        answer.Json.TryGetProperty("key", out _).ShouldBeFalse();

        (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ann))).Text.ShouldBe(answer.Text);
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/participants").As(host.Ben))).Json.GetProperty("participants").EnumerateArray()
            .Select(p => (p.GetProperty("user").GetProperty("id").GetString(), p.GetProperty("moderator").GetBoolean()))
            .ShouldBe([("ann", true), ("ben", false), ("cid", false)], ignoreOrder: true);
    }

    [Fact]
    public async Task the_answer_names_every_member_of_a_room()
    {
        var key = host.New("all");
        var answer = await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json($$"""{"name":"All","kind":"channel","visibility":"public","key":"{{key}}"}""");
            x.StatusShouldBe(201);
        });
        var at = answer.String("createdAt");
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms?key={key}").As(host.Server);
            x.JsonShouldBe($$"""
                {"room":{{answer.Long("room")}},"kind":"channel","visibility":"public","name":"All","key":"{{key}}",
                 "creator":{{host.Ann.UserNumber}},"createdAt":"{{at}}","lastMessage":0,"lastActivityAt":"{{at}}","participantCount":1}
                """);
        });
    }

    [Fact]
    public async Task the_server_key_creates_a_room_for_others_and_registers_whom_it_names()
    {
        var (one, other) = (host.New("new"), host.New("new"));
        var room = (await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Server).Json($$"""{"participants":["{{one}}","{{other}}"]}""");
            x.StatusShouldBe(201);
        })).Long("room");
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/participants").As(host.Server.For(one)))).Text.ShouldContain($"\"id\":\"{other}\"");
    }

    [Fact]
    public async Task a_user_cannot_name_who_is_not_registered() => await host.Scenario(x =>
    {
        x.Post("/v1/rooms").As(host.Ann).Json("""{"participants":["nobody-knows"]}""");
        x.ProblemShouldBe(404, "user_not_found");
    });

    [Fact]
    public async Task a_key_that_is_taken_says_nothing_about_its_room()
    {
        var key = host.New("taken");
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json($$"""{"key":"{{key}}"}""");
            x.StatusShouldBe(201);
        });
        foreach (var kind in new[] { "group", "channel" })
        {
            var answer = await host.Scenario(x =>
            {
                x.Post("/v1/rooms").As(host.Cid).Json($$"""{"kind":"{{kind}}","key":"{{key}}"}""");
                x.ProblemShouldBe(409, "room_exists");
            });
            answer.Json.EnumerateObject().Select(member => member.Name).ShouldBe(["title", "status", "code", "detail", "requestId"]);
            answer.String("detail").ShouldBe($"The key '{key}' is another room's.");
        }
    }

    [Fact]
    public async Task a_pair_has_one_single_room_whoever_asks()
    {
        var other = await host.Chat.User("acme", host.New("friend"));
        var created = await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json($$"""{"kind":"single","participants":["{{other.UserId}}"]}""");
            x.StatusShouldBe(201);
        });
        foreach (var (who, named) in new[] { (host.Ann, other.UserId), (other, "ann") })
        {
            (await host.Scenario(x => x.Post("/v1/rooms").As(who).Json($$"""{"kind":"single","participants":["{{named}}"]}""")))
                .Long("room").ShouldBe(created.Long("room"));
        }
        (await host.Scenario(x => x.Post("/v1/rooms").As(host.Server).Json($$"""{"kind":"single","participants":["{{other.UserId}}","ann"]}""")))
            .Long("room").ShouldBe(created.Long("room"));
    }

    [Fact]
    public async Task a_channel_without_a_key_is_refused() => await host.Scenario(x =>
    {
        x.Post("/v1/rooms").As(host.Ann).Json("""{"kind":"channel"}""");
        x.ProblemShouldBe(400, "invalid", "key");
    });

    [Fact]
    public async Task a_single_room_of_one_or_three_is_refused()
    {
        foreach (var participants in new[] { "[]", """["ann"]""", """["ben","cid"]""" })
        {
            await host.Scenario(x =>
            {
                x.Post("/v1/rooms").As(host.Ann).Json($$"""{"kind":"single","participants":{{participants}}}""");
                x.ProblemShouldBe(400, "invalid", "participants");
            });
        }
    }

    [Fact]
    public async Task a_single_room_is_private_and_has_no_key()
    {
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json("""{"kind":"single","visibility":"public","participants":["ben"]}""");
            x.ProblemShouldBe(400, "invalid", "visibility");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json("""{"kind":"single","key":"k","participants":["ben"]}""");
            x.ProblemShouldBe(400, "invalid", "key");
        });
    }

    [Fact]
    public async Task a_users_rooms_come_last_activity_first_page_by_page()
    {
        var user = await host.Chat.User("acme", host.New("lister"));
        List<long> rooms = [];
        for (var i = 0; i < 5; i++)
        {
            rooms.Add((await host.Scenario(x =>
            {
                x.Post("/v1/rooms").As(user).Json("""{"participants":["ann"]}""");
                x.StatusShouldBe(201);
            })).Long("room"));
        }
        await host.Post(rooms[1], host.Ann, "wake up");

        List<long> listed = [];
        for (var url = "/v1/rooms?limit=2"; url is not null;)
        {
            var page = await host.Scenario(x => x.Get(url).As(user));
            var entries = page.Json.GetProperty("rooms").EnumerateArray().ToList();
            entries.Count.ShouldBeLessThanOrEqualTo(2);
            listed.AddRange(entries.Select(room => room.GetProperty("room").GetInt64()));
            if (listed.Count == 2)
                entries[0].GetProperty("unread").GetInt64().ShouldBe(1);
            url = page.Json.TryGetProperty("next", out var next) ? $"/v1/rooms?limit=2&after={next.GetString()}" : null;
        }
        listed.ShouldBe([rooms[1], rooms[4], rooms[3], rooms[2], rooms[0]]);
    }

    [Fact]
    public async Task a_bare_server_key_has_no_rooms_of_its_own() => await host.Scenario(x =>
    {
        x.Get("/v1/rooms").As(host.Server);
        x.ProblemShouldBe(400, "invalid", "X-ChatEs-User");
    });

    [Fact]
    public async Task a_room_or_key_that_is_not_there_is_not_found()
    {
        await host.Scenario(x =>
        {
            x.Get("/v1/rooms/67108863").As(host.Server);
            x.ProblemShouldBe(404, "room_not_found");
        });
        await host.Scenario(x =>
        {
            x.Get("/v1/rooms?key=nowhere").As(host.Server);
            x.ProblemShouldBe(404, "room_not_found");
        });
    }
}
