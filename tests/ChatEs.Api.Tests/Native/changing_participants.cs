using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class changing_participants(HostOf<changing_participants> host) : IClassFixture<HostOf<changing_participants>>
{
    [Fact]
    public async Task are_added_by_a_moderator_and_only_who_is_new_is_named()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/participants").As(host.Ann).Json("""{"users":["ben","cid","cid"]}""");
            x.BodyShouldBe("""{"added":["cid"]}""");
        });
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Cid))).Long("participantCount").ShouldBe(3);
    }

    [Fact]
    public async Task are_not_added_by_who_does_not_moderate()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/participants").As(host.Ben).Json("""{"users":["cid"]}""");
            x.ProblemShouldBe(403, "not_allowed");
        });
    }

    [Fact]
    public async Task are_removed_by_a_moderator_and_may_leave()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/participants?user=ann").As(host.Ben);
            x.ProblemShouldBe(403, "not_allowed");
        });
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/participants?user=ben&user=cid").As(host.Ann);
            x.BodyShouldBe("""{"removed":["ben"]}""");
        });
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/participants?user=ann").As(host.Ann);
            x.BodyShouldBe("""{"removed":["ann"]}""");
        });
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms/{room}").As(host.Ann);
            x.ProblemShouldBe(404, "room_not_found");
        });
    }

    [Fact]
    public async Task of_a_single_room_never_change()
    {
        var friend = await host.Chat.User("acme", host.New("friend"));
        var room = (await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(friend).Json("""{"kind":"single","participants":["ann"]}""");
            x.StatusShouldBe(201);
        })).Long("room");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/participants").As(host.Server).Json("""{"users":["cid"]}""");
            x.ProblemShouldBe(409, "single_room");
        });
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/participants?user=ann").As(host.Ann);
            x.ProblemShouldBe(409, "single_room");
        });
    }

    [Fact]
    public async Task who_is_not_known_is_not_removed_and_not_registered()
    {
        var room = await host.Room();
        for (var i = 0; i < 2; i++)
        {
            await host.Scenario(x =>
            {
                x.Delete($"/v1/rooms/{room}/participants?user=ghost").As(host.Server);
                x.ProblemShouldBe(404, "user_not_found");
            });
        }
    }

    [Fact]
    public async Task are_named_one_to_a_thousand_and_each_by_a_proper_id()
    {
        var room = await host.Room();
        foreach (var (body, members) in new (string, string[])[]
        {
            ("{}", ["users"]),
            ("""{"users":[]}""", ["users"]),
            ($$"""{"users":[{{string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"u{i}\""))}}]}""", ["users"]),
            ("""{"users":["ben",null,"","a\u0007b","x\u0000"]}""", ["users[1]", "users[2]", "users[3]", "users[4]"]),
            ("""{"users":["ben",7]}""", ["users[1]"]),
            ("""{"users":"ben"}""", ["users"]),
        })
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/participants").As(host.Server).Json(body);
                x.ProblemShouldBe(400, "invalid", members);
            });
        }
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/participants").As(host.Server);
            x.ProblemShouldBe(400, "invalid", "user");
        });
    }

    [Fact]
    public async Task come_page_by_page_in_the_order_of_joining()
    {
        var room = await host.Room();
        var names = Enumerable.Range(0, 7).Select(i => $"page-{i}").ToArray();
        foreach (var name in names)
            await host.Scenario(x => x.Post($"/v1/rooms/{room}/participants").As(host.Server).Json($$"""{"users":["{{name}}"]}"""));

        List<string> listed = [];
        for (var url = $"/v1/rooms/{room}/participants?limit=3"; url is not null;)
        {
            var page = (await host.Scenario(x => x.Get(url).As(host.Ben))).Json;
            listed.AddRange(page.GetProperty("participants").EnumerateArray().Select(p => p.GetProperty("user").GetProperty("id").GetString()!));
            url = page.TryGetProperty("next", out var next) ? $"/v1/rooms/{room}/participants?limit=3&after={next.GetString()}" : null;
        }
        listed.ShouldBe(["ann", "ben", .. names]);
    }
}
