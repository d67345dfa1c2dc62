using System.Text;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Roomlio;

public sealed class asking_wrongly(RoomlioWorld<asking_wrongly> world) : IClassFixture<RoomlioWorld<asking_wrongly>>
{
    private const string Url = RoomlioWorld<asking_wrongly>.Url;

    /// <summary>Ambiguity 1.</summary>
    [Fact]
    public async Task the_service_has_two_names()
    {
        var id = await world.Id(await world.Acting.Room());
        await world.Scenario(x => x.Post("/rpc/WebAPI/RoomHistory").As(world.Key).Json($$"""{"roomID":"{{id}}"}"""));
    }

    /// <summary>Ambiguity 5.</summary>
    [Fact]
    public async Task a_room_is_named_by_id_or_key_or_both_that_agree()
    {
        var room = await world.Acting.Room("Named", key: "the key");
        await world.Acting.Room("Other", key: "other");
        var id = await world.Id(room);
        await world.History("""{"roomKey":"the key"}""");
        await world.History($$"""{"roomID":"","roomKey":"the key"}""");
        await world.History($$"""{"roomID":null,"roomKey":"the key"}""");
        await world.History($$"""{"roomID":"{{id}}","roomKey":"the key"}""");
        await world.History($$"""{"roomID":"{{id}}","roomKey":"","startCursor":"","since":"","limit":0,"more":[{}]}""");
        await Refused($$"""{"roomID":"{{id}}","roomKey":"other"}""", 400, "invalid_argument");
        await Refused($$"""{"roomID":"{{id}}","roomKey":"nobody's"}""", 400, "invalid_argument");
    }

    [Theory]
    [InlineData("{}", 400, "invalid_argument")]
    [InlineData("[]", 400, "invalid_argument")]
    [InlineData(" [ ] ", 400, "invalid_argument")]
    [InlineData("", 400, "malformed")]
    [InlineData("null", 400, "invalid_argument")]
    [InlineData("7", 400, "invalid_argument")]
    [InlineData("[7]", 400, "invalid_argument")]
    [InlineData("{} {}", 400, "malformed")]
    [InlineData("roomID=rm_1", 400, "malformed")]
    [InlineData("""{"roomID":""", 400, "malformed")]
    [InlineData("""{"roomID":7}""", 400, "invalid_argument")]
    [InlineData("""{"roomID":["x"]}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":{}}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"a","limit":"10"}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"a","limit":1.5}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"a","limit":1e2}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"a","limit":true}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"a","startCursor":1}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"a","since":20200101}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"\ud800"}""", 400, "invalid_argument")]
    [InlineData("""{"roomKey":"a\u0000b"}""", 404, "not_found")]
    [InlineData("""{"roomKey":"no such key"}""", 404, "not_found")]
    [InlineData("""{"roomID":"rm_bvr0h6tnf4q1u52mfit0"}""", 404, "not_found")]
    [InlineData("""{"roomID":"rm_00000000000000000000"}""", 404, "not_found")]
    [InlineData("""{"roomID":"rm_vvvvvvvvvvvvvvvvvvvg"}""", 404, "not_found")]
    [InlineData("""{"roomID":"1"}""", 404, "not_found")]
    public Task a_malformed_request_has_the_vendors_body(string body, int status, string code) => Refused(body, status, code);

    [Fact]
    public async Task too_deep_or_too_large_or_not_text_is_refused()
    {
        await Refused($$"""{"x":{{new string('[', 100)}}{{new string(']', 100)}}}""", 400, "malformed");
        await Refused($$"""{"roomKey":"{{new string('x', 300)}}"}""", 404, "not_found");
        await Refused($$"""{"roomKey":"{{new string('x', 2 << 20)}}"}""", 413, "resource_exhausted");
        await world.Scenario(x =>
        {
            x.Post(Url).As(world.Key).Body([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D], "application/json");
            x.AnyStatus();
            x.AnswerShould(answer => answer.Status.ShouldBe(400));
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-8")]
    public async Task the_content_type_is_not_asked(string? contentType)
    {
        await world.Acting.Room(key: $"typed {contentType}");
        await world.Scenario(x => x.Post(Url).As(world.Key).Body(Encoding.UTF8.GetBytes($$"""{"roomKey":"typed {{contentType}}"}"""), contentType));
    }

    [Fact]
    public async Task every_request_is_a_post_to_a_known_method()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
        {
            await world.Scenario(x =>
            {
                x.To(method, Url).As(world.Key);
                x.ErrorShouldBe(405, "bad_route");
            });
        }
        foreach (var path in new[] { "/rpc", "/rpc/RoomlioService/UserRooms", "/rpc/roomlioservice/x", "/rpc/RoomlioService/RoomHistory/more" })
        {
            await world.Scenario(x =>
            {
                x.Post(path).As(world.Key).Json("{}");
                x.ErrorShouldBe(404, "bad_route");
            });
        }
    }

    /// <summary>Ambiguity 8. Before credentials were shown, nothing else is said.</summary>
    [Fact]
    public async Task without_a_secret_key_nothing_is_told()
    {
        foreach (var header in new[] { null, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer nonsense", $"Token {world.Key.Secret}" })
        {
            await world.Scenario(x =>
            {
                x.Post(Url).Json("{");
                if (header is not null)
                    x.Header("Authorization", header);
                x.ErrorShouldBe(401, "unauthenticated");
            });
        }
        var auditor = await world.Chat.Key("acme", ApiKeyKind.Auditor);
        foreach (var other in new[] { world.AnnsToken, auditor })
        {
            await world.Scenario(x =>
            {
                x.Post(Url).As(other).Json("{");
                x.ErrorShouldBe(403, "permission_denied");
            });
        }
    }

    [Fact]
    public async Task another_tenant_has_no_such_room_whatever_it_is_called()
    {
        var room = await world.Acting.Room(key: "ours", isPublic: true, participants: world.Ann);
        await world.Acting.Post(room, world.Ann, "secret");
        var texts = new List<string>();
        foreach (var body in new[] { $$"""{"roomID":"{{await world.Id(room)}}"}""", """{"roomKey":"ours"}""", """{"roomKey":"nobody's"}""" })
        {
            texts.Add((await world.Scenario(x =>
            {
                x.Post(Url).As(world.Rival).Json(body);
                x.ErrorShouldBe(404, "not_found");
            })).Text);
        }
        texts.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task request_id_and_idempotency_key_are_understood()
    {
        await world.Acting.Room(key: "asked twice");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await world.Scenario(x =>
            {
                x.Post(Url).As(world.Key).Header("X-Request-Id", "abc-1").Header("Idempotency-Key", "one").Json("""{"roomKey":"asked twice"}""");
                x.HeaderShouldBe("X-Request-Id", "abc-1");
            });
        }
        await world.Scenario(x =>
        {
            x.Post(Url).As(world.Key).Header("Idempotency-Key", "no spaces").Json("""{"roomKey":"asked twice"}""");
            x.ErrorShouldBe(400, "invalid_argument");
        });
    }

    private Task<Answer> Refused(string body, int status, string code) => world.Scenario(x =>
    {
        x.Post(Url).As(world.Key).Json(body);
        x.ErrorShouldBe(status, code);
    });
}
