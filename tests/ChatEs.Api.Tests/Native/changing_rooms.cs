using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class changing_rooms(HostOf<changing_rooms> host) : IClassFixture<HostOf<changing_rooms>>
{
    [Fact]
    public async Task a_room_is_created_with_all_that_it_can_have_and_read_back_the_same()
    {
        var key = host.New("all");
        var created = await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json($$"""
                {"name":"All","key":"{{key}}","description":"Everything","options": { "b":1, "a":[1.50,null] },"avatarUrl":"https://example.com/a.png"}
                """);
            x.StatusShouldBe(201);
        });
        created.Text.ShouldContain("""  "options":{ "b":1, "a":[1.50,null] },  """.Trim());
        (await host.Scenario(x => x.Get($"/v1/rooms?key={key}").As(host.Ann))).Text.ShouldBe(created.Text);
    }

    [Fact]
    public async Task what_is_left_out_stays_and_only_a_moderator_changes()
    {
        var room = await host.Room();
        await Change(host.Ann, room, """{"description":"About foxes","options":"red"}""");
        var changed = await Change(host.Server, room, """{"name":"Foxes","avatarUrl":"https://example.com/fox.png","description":null}""");
        changed.String("name").ShouldBe("Foxes");
        changed.String("description").ShouldBe("About foxes");
        changed.String("options").ShouldBe("red");
        changed.Json.GetProperty("avatar").GetProperty("url").GetString().ShouldBe("https://example.com/fox.png");
        changed.String("updatedAt").ShouldNotBeNull();
        await host.Scenario(x =>
        {
            x.Patch($"/v1/rooms/{room}").As(host.Ben).Json("""{"name":"mine"}""");
            x.ProblemShouldBe(403, "not_allowed");
        });
    }

    [Fact]
    public async Task a_changed_key_is_free_for_another_room_at_once()
    {
        var (old, fresh) = (host.New("old"), host.New("fresh"));
        var room = await RoomWithKey(old);
        await Change(host.Ann, room, $$"""{"key":"{{fresh}}"}""");
        var successor = await RoomWithKey(old);
        (await host.Scenario(x => x.Get($"/v1/rooms?key={old}").As(host.Ann))).Long("room").ShouldBe(successor);
        (await host.Scenario(x => x.Get($"/v1/rooms?key={fresh}").As(host.Ann))).Long("room").ShouldBe(room);
        await host.Scenario(x =>
        {
            x.Patch($"/v1/rooms/{room}").As(host.Ann).Json($$"""{"key":"{{old}}"}""");
            x.ProblemShouldBe(409, "room_exists");
        });
    }

    [Fact]
    public async Task a_single_room_has_no_name_avatar_or_moderators()
    {
        var room = await SingleRoom();
        foreach (var (method, path, body) in new[]
        {
            ("PATCH", "", """{"name":"us"}"""), ("PUT", "/avatar", """{"url":"https://example.com/us.png"}"""), ("DELETE", "/avatar", ""),
            ("PUT", "/moderators?user=ann", ""), ("DELETE", "/moderators?user=ann", ""), ("POST", "/join", ""), ("POST", "/leave", ""),
        })
        {
            await host.Scenario(x =>
            {
                x.To(new HttpMethod(method), $"/v1/rooms/{room}{path}").As(host.Ann);
                if (body.Length > 0)
                    x.Json(body);
                x.ProblemShouldBe(409, "single_room");
            });
        }
    }

    [Fact]
    public async Task an_archived_room_is_read_and_does_not_change_until_it_is_unarchived()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "before");
        (await Do("POST", $"/v1/rooms/{room}/archive", host.Ann)).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await Do("POST", $"/v1/rooms/{room}/archive", host.Ann)).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ben))).String("archivedAt").ShouldNotBeNull();
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages").As(host.Ben))).Json.GetProperty("messages").GetArrayLength().ShouldBe(1);
        foreach (var (method, path, body) in new[]
        {
            ("POST", "/messages", """{"text":"after"}"""), ("PATCH", "/messages/1", """{"text":"changed"}"""),
            ("PUT", "/messages/1/reactions?emoji=x", ""), ("DELETE", "/messages/1/reactions?emoji=x", ""), ("PATCH", "", """{"name":"n"}"""),
            ("POST", "/participants", """{"users":["cid"]}"""), ("PUT", "/avatar", """{"url":"https://example.com/a.png"}"""),
            ("DELETE", "/messages/1/attachments/1", ""), ("POST", "/messages/1/attachments", "bytes"), ("POST", "/join", ""),
        })
        {
            await host.Scenario(x =>
            {
                x.To(new HttpMethod(method), $"/v1/rooms/{room}{path}").As(host.Ann);
                if (body.Length > 0)
                    x.Json(body);
                x.ProblemShouldBe(409, "room_archived");
            });
        }
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/unarchive").As(host.Ben);
            x.ProblemShouldBe(403, "not_allowed");
        });
        await Do("POST", $"/v1/rooms/{room}/unarchive", host.Ann);
        await host.Post(room, host.Ben, "after");
    }

    [Fact]
    public async Task a_list_is_filtered_by_kind_archive_and_pin()
    {
        var me = host.New("filter");
        var (plain, archived, pinned) = (await RoomOf(me, "{}"), await RoomOf(me, "{}"), await RoomOf(me, "{}"));
        var channel = await RoomOf(me, $$"""{"kind":"channel","key":"{{host.New("channel")}}"}""");
        var who = host.Server.For(me);
        await Do("POST", $"/v1/rooms/{archived}/archive", who);
        await Do("PUT", $"/v1/rooms/{pinned}/pin", who, 204);
        await Do("PUT", $"/v1/rooms/{pinned}/pin", who, 204);
        (await Rooms(who, "?archived=true")).ShouldBe([archived]);
        (await Rooms(who, "?archived=false&kind=group")).ShouldBe([pinned, plain]);
        (await Rooms(who, "?pinned=true")).ShouldBe([pinned]);
        (await Rooms(who, "?kind=channel&kind=single")).ShouldBe([channel]);
        (await Rooms(who, "?pinned=false&archived=false&limit=1")).ShouldBe([channel]);
        await Do("DELETE", $"/v1/rooms/{pinned}/pin", who, 204);
        (await Rooms(who, "?pinned=true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task public_rooms_are_found_joined_and_left()
    {
        var room = await host.Room("public");
        (await Rooms(host.Cid, "/public")).ShouldContain(room);
        (await Rooms(host.Ben, "/public")).ShouldNotContain(room);
        (await Do("POST", $"/v1/rooms/{room}/join", host.Cid)).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await Do("POST", $"/v1/rooms/{room}/join", host.Cid)).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await Rooms(host.Cid, "/public")).ShouldNotContain(room);
        (await Rooms(host.Cid, "")).ShouldContain(room);
        await Do("POST", $"/v1/rooms/{room}/leave", host.Cid);
        (await Rooms(host.Cid, "/public?limit=100")).ShouldContain(room);
    }

    [Fact]
    public async Task a_moderator_makes_others_moderators()
    {
        var room = await host.Room();
        await Do("PUT", $"/v1/rooms/{room}/moderators?user=ben", host.Ann, 204);
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ben))).Json.GetProperty("moderator").GetBoolean().ShouldBeTrue();
        await Change(host.Ben, room, """{"name":"Ben's"}""");
        await Do("DELETE", $"/v1/rooms/{room}/moderators?user=ben", host.Ann, 204);
        await host.Scenario(x =>
        {
            x.Put($"/v1/rooms/{room}/moderators?user=ben").As(host.Ben);
            x.ProblemShouldBe(403, "not_allowed");
        });
        await host.Scenario(x =>
        {
            x.Put($"/v1/rooms/{room}/moderators?user=cid").As(host.Ann);
            x.ProblemShouldBe(403, "not_a_participant");
        });
        await host.Scenario(x =>
        {
            x.Put($"/v1/rooms/{room}/moderators?user=nobody").As(host.Ann);
            x.ProblemShouldBe(404, "user_not_found");
        });
    }

    [Fact]
    public async Task an_answer_that_still_holds_is_not_sent_again()
    {
        var room = await host.Room();
        foreach (var path in new[] { $"/v1/rooms/{room}", "/v1/me", "/v1/tenant", $"/v1/rooms/{room}/messages", $"/v1/rooms/{room}/participants" })
        {
            var tag = (await host.Scenario(x =>
            {
                x.Get(path).As(host.Ann);
                x.HeaderShouldBe("Cache-Control", "no-cache, private");
            })).Header("ETag")!;
            tag.ShouldStartWith("\"");
            foreach (var known in new[] { tag, $"\"other\", {tag}", $"W/{tag}", "*" })
            {
                await host.Scenario(x =>
                {
                    x.Get(path).As(host.Ann).Header("If-None-Match", known);
                    x.StatusShouldBe(304);
                    x.HeaderShouldBe("ETag", tag);
                });
            }
            await host.Scenario(x => x.Get(path).As(host.Ann).Header("If-None-Match", "\"other\""));
        }
        var before = (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ann))).Header("ETag")!;
        await host.Post(room, host.Ben, "news");
        await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ann).Header("If-None-Match", before));
    }

    private Task<Answer> Change(Identity who, long room, string body) => host.Scenario(x => x.Patch($"/v1/rooms/{room}").As(who).Json(body));

    private Task<Answer> Do(string method, string path, Identity who, int status = 200) => host.Scenario(x =>
    {
        x.To(new HttpMethod(method), path).As(who);
        x.StatusShouldBe(status);
    });

    private async Task<List<long>> Rooms(Identity who, string rest) => [.. (await host.Scenario(x => x.Get($"/v1/rooms{rest}").As(who)))
        .Json.GetProperty("rooms").EnumerateArray().Select(room => room.GetProperty("room").GetInt64())];

    private async Task<long> RoomOf(string user, string body) => (await host.Scenario(x =>
    {
        x.Post("/v1/rooms").As(host.Server.For(user)).Json(body);
        x.StatusShouldBe(201);
    })).Long("room");

    private Task<long> RoomWithKey(string key) => RoomOf("ann", $$"""{"key":"{{key}}"}""");

    private Task<long> SingleRoom() => RoomOf("ann", $$"""{"kind":"single","participants":["{{host.New("friend")}}"]}""");
}
