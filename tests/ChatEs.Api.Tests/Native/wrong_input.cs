using System.Text;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class wrong_input(HostOf<wrong_input> host) : IClassFixture<HostOf<wrong_input>>
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{\"text\":\"a\"")]
    [InlineData("{\"text\":\"a\",}")]
    [InlineData("{\"text\":\"a\"}{}")]
    [InlineData("{\"text\":\"a\"} x")]
    [InlineData("{\"text\":\"a\" /* why */}")]
    [InlineData("{'text':'a'}")]
    [InlineData("{\"text\":\"a\nb\"}")]
    [InlineData("{\"text\":NaN}")]
    [InlineData("\uFEFF{\"text\":\"a\"}")]
    [InlineData("text=a")]
    public async Task a_body_that_is_no_json_object_is_told_so(string body)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json(body);
            x.ProblemShouldBe(400, "invalid_json");
        });
    }

    [Fact]
    public async Task a_body_that_is_too_deep_is_told_so() => await host.Scenario(x =>
    {
        x.Post("/v1/rooms").As(host.Ann).Json($"{{\"x\":{new string('[', 500)}{new string(']', 500)}}}");
        x.ProblemShouldBe(400, "invalid_json");
    });

    [Theory]
    [InlineData("""{}""", "text")]
    [InlineData("""{"text":null}""", "text")]
    [InlineData("""{"text":7}""", "text")]
    [InlineData("""{"text":["a"]}""", "text")]
    [InlineData("""{"text":"a","text":"b"}""", "text")]
    [InlineData("""{"text":"a\u0000b"}""", "text")]
    [InlineData("""{"text":"\ud83e"}""", "text")]
    [InlineData("""{"text":"\udd8a\ud83e"}""", "text")]
    [InlineData("""{"text":"a","id":"not-a-uuid"}""", "id")]
    [InlineData("""{"text":"a","id":"00000000-0000-0000-0000-000000000000"}""", "id")]
    [InlineData("""{"text":"a","id":5}""", "id")]
    [InlineData("""{"text":"a","replyTo":0}""", "replyTo")]
    [InlineData("""{"text":"a","replyTo":1.5}""", "replyTo")]
    [InlineData("""{"text":"a","replyTo":"1"}""", "replyTo")]
    [InlineData("""{"text":"a","replyTo":true}""", "replyTo")]
    [InlineData("""{"text":"a","replyTo":134217728}""", "replyTo")]
    [InlineData("""{"text":"a","replyTo":9223372036854775808}""", "replyTo")]
    [InlineData("""{"text":"a","parent":-1}""", "parent")]
    [InlineData("""{"text":"a","expectedNumber":0}""", "expectedNumber")]
    [InlineData("""{"text":"a","claimedAt":"2024-01-01T00:00:00"}""", "claimedAt")]
    [InlineData("""{"text":"a","claimedAt":"yesterday"}""", "claimedAt")]
    [InlineData("""{"text":"a","claimedAt":"2024-02-30T00:00:00Z"}""", "claimedAt")]
    [InlineData("""{"text":"a","claimedAt":"0001-01-01T00:00:00+14:00"}""", "claimedAt")]
    [InlineData("""{"text":"a","claimedAt":1700000000}""", "claimedAt")]
    [InlineData("""{"text":"a","claimedAt":"1969-12-31T23:59:59Z"}""", "claimedAt")]
    [InlineData("""{"text":"a","claimedAt":"2999-01-01T00:00:00Z"}""", "claimedAt")]
    [InlineData("""{"text":"a","kind":"shout"}""", "kind")]
    [InlineData("""{"text":"a","kind":1}""", "kind")]
    public async Task a_wrong_member_of_a_post_is_named(string body, string member)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json(body);
            x.ProblemShouldBe(400, "invalid", member);
        });
    }

    [Fact]
    public async Task all_wrong_members_are_named_at_once() => await host.Scenario(x =>
    {
        x.Post("/v1/rooms/0/messages").As(host.Ann).Json("""{"id":"x","replyTo":0,"kind":"y","claimedAt":"z"}""");
        x.ProblemShouldBe(400, "invalid", "room", "kind", "id", "replyTo", "claimedAt", "text");
    });

    [Fact]
    public async Task text_that_is_not_utf8_is_refused()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Body([.. "{\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8], "application/json");
            x.ProblemShouldBe(400, "invalid", "text");
        });
    }

    [Fact]
    public async Task a_text_may_have_32768_characters_and_not_one_more()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, new string('x', 32_768));
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json($$"""{"text":"{{new string('x', 32_769)}}"}""");
            x.ProblemShouldBe(400, "invalid", "text");
        });
    }

    [Theory]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"name":"a\u0000"}""", "name")]
    [InlineData("""{"kind":"party"}""", "kind")]
    [InlineData("""{"visibility":"secret"}""", "visibility")]
    [InlineData("""{"key":""}""", "key")]
    [InlineData("""{"key":"a\tb"}""", "key")]
    [InlineData("""{"participants":{}}""", "participants")]
    [InlineData("""{"participants":["ben",null]}""", "participants[1]")]
    [InlineData("""{"description":"a\u0000"}""", "description")]
    [InlineData("""{"avatarUrl":"ftp://example.com/a.png"}""", "avatarUrl")]
    [InlineData("""{"kind":"single","participants":["ben"],"description":"us"}""", "description")]
    [InlineData("""{"kind":"single","participants":["ben"],"avatarUrl":"https://example.com/"}""", "avatarUrl")]
    public async Task a_wrong_member_of_a_room_is_named(string body, string member) => await host.Scenario(x =>
    {
        x.Post("/v1/rooms").As(host.Ann).Json(body);
        x.ProblemShouldBe(400, "invalid", member);
    });

    [Theory]
    [InlineData("messages?limit=0", "limit")]
    [InlineData("messages?limit=1001", "limit")]
    [InlineData("messages?limit=-1", "limit")]
    [InlineData("messages?limit=", "limit")]
    [InlineData("messages?limit=ten", "limit")]
    [InlineData("messages?limit=1e2", "limit")]
    [InlineData("messages?limit=5&limit=5", "limit")]
    [InlineData("messages?limt=5", "limt")]
    [InlineData("messages?before=99999999999999999999", "before")]
    [InlineData("messages?around=x", "around")]
    [InlineData("messages?before=1&after=2", "after")]
    [InlineData("messages?since=2024-01-01", "since")]
    [InlineData("messages?since=2024-01-01T00:00:00", "since")]
    [InlineData("messages?since=a%00b", "since")]
    [InlineData("participants?limit=1001", "limit")]
    [InlineData("participants?after=x", "after")]
    [InlineData("participants?after=AAAA", "after")]
    [InlineData("participants?after=_____________________w", "after")]
    [InlineData("unread?x=1", "x")]
    [InlineData("?x=1", "x")]
    public async Task a_wrong_query_value_is_named(string rest, string name)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms/{room}/{rest}".Replace("/?", "?", StringComparison.Ordinal)).As(host.Ann);
            x.ProblemShouldBe(400, "invalid", name);
        });
    }

    [Theory]
    [InlineData("?limit=101", "limit")]
    [InlineData("?after=nonsense", "after")]
    [InlineData("?key=", "key")]
    [InlineData("?key=a%0Ab", "key")]
    [InlineData("?key=a&limit=5", "key")]
    [InlineData("?key=a&pinned=true", "key")]
    [InlineData("?kind=party", "kind")]
    [InlineData("?archived=1", "archived")]
    [InlineData("?pinned=", "pinned")]
    [InlineData("/public?limit=0", "limit")]
    [InlineData("/public?after=x", "after")]
    public async Task a_wrong_query_value_of_the_list_of_rooms_is_named(string query, string name) => await host.Scenario(x =>
    {
        x.Get($"/v1/rooms{query}").As(host.Ann);
        x.ProblemShouldBe(400, "invalid", name);
    });

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("67108864")]
    [InlineData("99999999999999999999")]
    public async Task a_room_that_is_no_room_number_is_told_so(string room)
    {
        foreach (var path in new[] { "", "/messages", "/participants", "/unread", "/messages/1", "/messages/1/receipts" })
        {
            await host.Scenario(x =>
            {
                x.Get($"/v1/rooms/{room}{path}").As(host.Ann);
                x.ProblemShouldBe(400, "invalid", "room");
            });
        }
    }

    [Theory]
    [InlineData("GET", "/v1", 404)]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("POST", "/v1/rooms/1/nothing", 404)]
    [InlineData("PUT", "/v1/rooms", 405)]
    [InlineData("PUT", "/v1/rooms/1/messages/1", 405)]
    [InlineData("DELETE", "/v1/unread", 405)]
    public async Task a_path_or_method_that_is_not_there_is_a_problem_too(string method, string path, int status)
    {
        var answer = await host.Scenario(x =>
        {
            x.To(new HttpMethod(method), path);
            x.StatusShouldBe(status);
        });
        answer.ContentType.ShouldBe("application/problem+json");
        answer.String("code").ShouldBe(status == 404 ? "not_found" : "method_not_allowed");
        (answer.Header("Allow") is not null).ShouldBe(status == 405);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task a_body_is_json_whatever_its_content_type_says(string? contentType)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Body("{\"text\":\"hello\"}"u8.ToArray(), contentType);
            x.StatusShouldBe(201);
        });
    }

    [Fact]
    public async Task a_body_over_a_megabyte_is_too_large() => await host.Scenario(x =>
    {
        x.Post("/v1/rooms").As(host.Ann).Body(Encoding.UTF8.GetBytes($$"""{"name":"{{new string('x', 1 << 20)}}"}"""), "application/json");
        x.ProblemShouldBe(413, "body_too_large");
    });

    [Fact]
    public async Task an_idempotency_key_is_1_to_255_visible_characters()
    {
        foreach (var key in new[] { "a b", "käse", new string('k', 256) })
        {
            await host.Scenario(x =>
            {
                x.Post("/v1/rooms").As(host.Ann).Header("Idempotency-Key", key).Json("{}");
                x.ProblemShouldBe(400, "invalid", "Idempotency-Key");
            });
        }
    }
}
