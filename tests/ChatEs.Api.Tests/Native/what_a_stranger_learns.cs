using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

/// <summary>Nothing: a room that he may not see answers, to the letter, as a room that never was.</summary>
public sealed class what_a_stranger_learns(HostOf<what_a_stranger_learns> host) : IClassFixture<HostOf<what_a_stranger_learns>>
{
    private static readonly (string Method, string Path, string? Body)[] Operations =
    [
        ("GET", "", null),
        ("GET", "/participants", null),
        ("POST", "/participants", """{"users":["cid"]}"""),
        ("DELETE", "/participants?user=cid", null),
        ("GET", "/messages", null),
        ("GET", "/messages?around=1", null),
        ("POST", "/messages", """{"text":"let me in"}"""),
        ("POST", "/messages", """{"text":"let me in","replyTo":1}"""),
        ("GET", "/messages/1", null),
        ("GET", "/messages/1/receipts", null),
        ("DELETE", "/messages/1", null),
        ("POST", "/seen", """{"upTo":1}"""),
        ("GET", "/unread", null),
        ("PATCH", "", """{"name":"mine"}"""),
        ("GET", "/avatar", null),
        ("PUT", "/avatar", """{"url":"https://example.com/a.png"}"""),
        ("DELETE", "/avatar", null),
        ("POST", "/archive", null),
        ("POST", "/unarchive", null),
        ("PUT", "/pin", null),
        ("DELETE", "/pin", null),
        ("POST", "/join", null),
        ("POST", "/leave", null),
        ("PUT", "/moderators?user=cid", null),
        ("DELETE", "/moderators?user=cid", null),
        ("PATCH", "/messages/1", """{"text":"changed"}"""),
        ("GET", "/messages/1/comments", null),
        ("GET", "/messages?session=s&author=cid&parent=1", null),
        ("GET", "/messages/1/reactions", null),
        ("PUT", "/messages/1/reactions?emoji=x", null),
        ("DELETE", "/messages/1/reactions?emoji=x", null),
        ("POST", "/messages/1/attachments", "bytes"),
        ("DELETE", "/messages/1/attachments/1", null),
        ("POST", "/delivered", """{"upTo":1}"""),
    ];

    [Fact]
    public async Task about_a_private_room_of_his_own_tenant()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "private");
        foreach (var operation in Operations)
            await ShouldBeAsIfItWereNot(host.Cid, operation, room);
        await host.Scenario(x =>
        {
            x.Get("/v1/unread").As(host.Cid);
            x.JsonShouldBe("""{"rooms":[],"total":0}""");
        });
        (await host.Unread(room, host.Ben)).ShouldBe(1);
    }

    [Fact]
    public async Task about_a_room_that_he_has_left()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "private");
        await host.Scenario(x => x.Delete($"/v1/rooms/{room}/participants?user=ben").As(host.Ben));
        foreach (var operation in Operations)
            await ShouldBeAsIfItWereNot(host.Ben, operation, room);
    }

    [Fact]
    public async Task about_another_tenants_room_even_a_public_one_and_even_with_its_secret_key()
    {
        var other = host.New("other");
        var server = await host.Chat.Tenant(other);
        await host.Chat.User(other, "cid");
        var room = await host.Room("public");
        await host.Post(room, host.Ann, "ours");
        foreach (var operation in Operations)
            await ShouldBeAsIfItWereNot(server.For("cid"), operation, room);
        foreach (var operation in Operations.Where(o => !IsForOneUser(o.Method, o.Path)))
            await ShouldBeAsIfItWereNot(server, operation, room);
    }

    [Fact]
    public async Task about_another_tenants_users_and_keys()
    {
        var key = host.New("shared-name");
        var other = host.New("other");
        var server = await host.Chat.Tenant(other);
        var theirs = await host.Chat.User(other, "dora");
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json($$"""{"key":"{{key}}","visibility":"public"}""");
            x.StatusShouldBe(201);
        });

        // Dora is nobody here, and Ann is nobody there: the same names are other users and other rooms.
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Ann).Json("""{"participants":["dora"]}""");
            x.ProblemShouldBe(404, "user_not_found");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(theirs).Json("""{"participants":["ann"]}""");
            x.ProblemShouldBe(404, "user_not_found");
        });
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms?key={key}").As(server);
            x.ProblemShouldBe(404, "room_not_found");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(theirs).Json($$"""{"key":"{{key}}"}""");
            x.StatusShouldBe(201);
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/users").As(server).Json("""{"id":"ann"}""");
            x.StatusShouldBe(201);
        });
        (await host.Scenario(x => x.Get("/v1/me").As(server.For("ann")))).Json.GetProperty("user").GetProperty("number").GetInt64()
            .ShouldNotBe(host.Ann.UserNumber!.Value);
    }

    [Fact]
    public async Task by_the_id_of_a_message_that_another_tenant_chose()
    {
        var server = await host.Chat.Tenant(host.New("other"));
        var room = await host.Room();
        var id = Guid.CreateVersion7();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json($$"""{"text":"a","id":"{{id}}"}""");
            x.StatusShouldBe(201);
        });
        var theirs = (await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(server.For("eve")).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{theirs}/messages").As(server.For("eve")).Json($$"""{"text":"b","id":"{{id}}"}""");
            x.StatusShouldBe(201);
        });
    }

    /// <summary>A bare secret key is told to name the user before anything else.</summary>
    private static bool IsForOneUser(string method, string path) => path switch
    {
        "/seen" or "/unread" or "/pin" or "/join" or "/leave" or "/delivered" => true,
        "/messages" => method == "POST",
        _ => path.Contains("/reactions?", StringComparison.Ordinal),
    };

    private async Task ShouldBeAsIfItWereNot(Identity stranger, (string Method, string Path, string? Body) operation, long room)
    {
        const long Nowhere = 67_000_000;
        var hidden = await Ask(stranger, operation, room);
        var absent = await Ask(stranger, operation, Nowhere);
        hidden.Replace($"room {room}.", "room N.", StringComparison.Ordinal)
            .ShouldBe(absent.Replace($"room {Nowhere}.", "room N.", StringComparison.Ordinal), $"{operation}");
    }

    private async Task<string> Ask(Identity who, (string Method, string Path, string? Body) operation, long room) =>
        (await host.Scenario(x =>
        {
            x.To(new HttpMethod(operation.Method), $"/v1/rooms/{room}{operation.Path}").As(who).Header("X-Request-Id", "r");
            if (operation.Body is not null)
                x.Json(operation.Body);
            x.ProblemShouldBe(404, "room_not_found");
        })).Text;
}
