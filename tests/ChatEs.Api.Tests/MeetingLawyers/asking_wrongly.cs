using System.Text;
using System.Text.Json;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

public sealed class asking_wrongly(MeetingLawyersWorld<asking_wrongly> world) : IClassFixture<MeetingLawyersWorld<asking_wrongly>>
{
    private const string Id = "ba7af057-d031-4933-a033-75ddcfb3b260";

    /// <summary>Ambiguities 1, 7 and 9.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("room=")]
    [InlineData("room=abc")]
    [InlineData("room=1.5")]
    [InlineData("room=99999999999999999999")]
    [InlineData("room=1&limit=0")]
    [InlineData("room=1&limit=-1")]
    [InlineData("room=1&limit=ten")]
    [InlineData("room=1&limit=1.5")]
    [InlineData("room=1&older=yes")]
    [InlineData("room=1&older=2")]
    public async Task a_malformed_query_is_400(string query) => await world.Scenario(x =>
    {
        x.Get($"/chat/message?{query}").As(world.Lawyer);
        x.ErrorShouldBe(400, "malformed");
    });

    /// <summary>Ambiguity 9: of his own tenant's rooms a user may know that they are there, of others' he may not.</summary>
    [Fact]
    public async Task a_room_one_is_not_in_is_403_and_one_that_is_not_there_404()
    {
        var room = await world.Conversation();
        var texts = new List<string>();
        foreach (var (client, number, status, code) in new[]
        {
            (world.Stranger, room.Value, 403, "forbidden"), (await world.Client("rivals", world.Rival), room.Value, 404, "room_not_found"),
            (world.Stranger, 60_000_000, 404, "room_not_found"), (world.Stranger, 0, 404, "room_not_found"),
            (world.Stranger, -5, 404, "room_not_found"), (world.Stranger, long.MaxValue, 404, "room_not_found"),
        })
        {
            texts.Add((await world.Scenario(x =>
            {
                x.Get($"/chat/message?room={number}").As(client);
                x.ErrorShouldBe(status, code);
            })).Text);
            await world.Scenario(x =>
            {
                x.Post("/chat/message").As(client).Json(JsonSerializer.Serialize(new { room_id = number, message_id = Guid.NewGuid(), type = "text", content = "x" }));
                x.ErrorShouldBe(status, code);
            });
        }
        texts.Skip(1).Distinct().Count().ShouldBe(1);
        (await world.All(room)).ShouldBeEmpty();
    }

    [Fact]
    public async Task who_was_removed_reads_no_more()
    {
        var room = await world.Acting.Room(participants: [world.Lawyer.Number, world.Stranger.Number]);
        await world.List(world.Stranger, room);
        await world.Acting.Do(new RemoveParticipants(room, Actor.Server, [world.Stranger.Number]));
        await world.Scenario(x =>
        {
            x.Get($"/chat/message?room={room}").As(world.Stranger);
            x.ErrorShouldBe(403, "forbidden");
        });
    }

    /// <summary>Ambiguity 5.</summary>
    [Fact]
    public async Task a_pivot_that_is_unknown_or_of_another_room_is_404()
    {
        var room = await world.Conversation();
        var one = world.One;
        var other = await world.Acting.Room(participants: one.Number);
        var elsewhere = (await world.Acting.Post(other, one.Number, "x")).Id;
        foreach (var pivot in new[] { Id, $"{elsewhere}", "nonsense", "a%00b", "%F0%9F%99%82", $"{{{elsewhere}}}" })
        {
            await world.Scenario(x =>
            {
                x.Get($"/chat/message?room={room}&pivot={pivot}").As(one);
                x.ErrorShouldBe(404, "message_not_found");
            });
        }
    }

    [Theory]
    [InlineData("", 406)]
    [InlineData("{", 406)]
    [InlineData("{} x", 406)]
    [InlineData("room_id=1", 406)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"room_id":"ROOM"}""", 400)]
    [InlineData("""{"room_id":1.5}""", 400)]
    [InlineData("""{"room_id":ROOM,"type":"text","content":"x"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"x","type":"text","content":"x"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":7,"type":"text","content":"x"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"00000000-0000-0000-0000-000000000000","type":"text","content":"x"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","content":"x"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"video","content":"x"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"text"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"text","content":null}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"text","content":5}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"text","content":"a\u0000"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"text","content":"\ud83d"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"file","content":"AAAA"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"file","content":"AAAA","file_name":"a\nb"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"file","content":"AAAA","file_name":5}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"file","content":"","file_name":"a"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"file","content":"not base64!","file_name":"a"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"file","content":"AAA","file_name":"a"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"image","content":"AAAA"}""", 400)]
    [InlineData("""{"room_id":ROOM,"message_id":"ID","type":"image","content":"é"}""", 400)]
    public async Task a_malformed_post_is_refused(string body, int status)
    {
        var room = await world.Conversation();
        var json = body.Replace("ROOM", $"{room}", StringComparison.Ordinal).Replace("ID", Id, StringComparison.Ordinal);
        await world.Scenario(x =>
        {
            x.Post("/chat/message").As(world.One).Json(json);
            x.ErrorShouldBe(status, status == 406 ? "invalid_payload" : "malformed");
        });
        (await world.All(room)).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_too_large_is_refused()
    {
        var room = await world.Conversation();
        await Refused(Body("text", new string('x', 32_769)), 400, "malformed");
        await Refused(Body("text", new string('x', 400_000)), 400, "malformed");
        await Refused(Body("file", Convert.ToBase64String(new byte[MeetingLawyersWorld<asking_wrongly>.MaxBytes + 1])), 413, "too_large");
        await Refused(Body("file", Convert.ToBase64String(new byte[5_000_000])), 413, "too_large");
        await Refused($$"""{"x":{{new string('[', 100)}}{{new string(']', 100)}}}""", 406, "invalid_payload");
        (await world.All(room)).ShouldBeEmpty();

        string Body(string type, string content) => JsonSerializer.Serialize(new { room_id = room.Value, message_id = Guid.NewGuid(), type, content, file_name = "x" });
    }

    [Fact]
    public async Task bytes_that_are_not_utf8_are_refused()
    {
        var room = await world.Conversation();
        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { room_id = room.Value, message_id = Guid.NewGuid(), type = "text", content = "##" }));
        (json[json.AsSpan().IndexOf("##"u8)], json[json.AsSpan().IndexOf("##"u8) + 1]) = (0xC3, 0x28);
        await world.Scenario(x =>
        {
            x.Post("/chat/message").As(world.One).Body(json, "application/json");
            x.AnyStatus();
            x.AnswerShould(answer => answer.Status.ShouldBeOneOf(400, 406));
        });
    }

    [Fact]
    public async Task an_archived_room_is_read_and_takes_no_post()
    {
        var room = await world.Conversation();
        await world.Acting.Post(room, world.One.Number, "before");
        await world.Acting.Do(new ArchiveRoom(room, Actor.Server));
        (await world.List(world.Other, room)).Texts().ShouldBe(["before"]);
        await world.Scenario(x =>
        {
            x.Post("/chat/message").As(world.One).Json(JsonSerializer.Serialize(new { room_id = room.Value, message_id = Guid.NewGuid(), type = "text", content = "after" }));
            x.ErrorShouldBe(403, "room_archived");
        });
    }

    [Fact]
    public async Task another_method_is_405_and_another_path_404()
    {
        foreach (var (method, path, status, code) in new[]
        {
            (HttpMethod.Put, "/chat/message", 405, "method_not_allowed"), (HttpMethod.Delete, "/chat/message", 405, "method_not_allowed"),
            (HttpMethod.Get, "/s2s/v1/users/authenticate", 405, "method_not_allowed"), (HttpMethod.Get, "/chat", 404, "not_found"),
            (HttpMethod.Get, "/chat/messages", 404, "not_found"), (HttpMethod.Post, "/s2s/v1/users", 404, "not_found"),
        })
        {
            await world.Scenario(x =>
            {
                x.To(method, path).As(world.Lawyer);
                x.ErrorShouldBe(status, code);
            });
        }
    }

    [Fact]
    public async Task the_request_id_comes_back()
    {
        await world.Scenario(x =>
        {
            x.Get("/chat/message?room=1").As(world.Stranger).Header("X-Request-Id", "r-1");
            x.AnyStatus();
            x.HeaderShouldBe("X-Request-Id", "r-1");
        });
        await world.Scenario(x =>
        {
            x.Post("/chat/message").As(world.Lawyer).Header("Idempotency-Key", "a b").Json("{}");
            x.ErrorShouldBe(400, "malformed");
        });
    }

    private Task<Answer> Refused(string body, int status, string code) => world.Scenario(x =>
    {
        x.Post("/chat/message").As(world.One).Json(body);
        x.ErrorShouldBe(status, code);
    });
}
