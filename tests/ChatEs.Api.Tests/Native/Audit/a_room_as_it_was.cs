using System.Text.Json;
using ChatEs.Application.Auditing;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

public sealed class a_room_as_it_was(HostOf<a_room_as_it_was> host) : IClassFixture<HostOf<a_room_as_it_was>>
{
    [Fact]
    public async Task shows_its_people_messages_and_receipts()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "one");
        await host.Post(room, host.Ben, "two");
        await host.Scenario(x => x.Patch($"/v1/rooms/{room}/messages/1").As(host.Ann).Json("""{"text":"one, edited"}"""));
        await Nothing(x => x.Put($"/v1/rooms/{room}/messages/1/reactions?emoji=%F0%9F%A6%8A").As(host.Ben));
        await host.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"upTo":1}"""));
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages/1/attachments?name=note.txt").As(host.Ann).Body("note"u8.ToArray(), null);
            x.StatusShouldBe(201);
        });
        await Nothing(x => x.Delete($"/v1/rooms/{room}/messages/2").As(host.Ben));

        var state = await State(room, "");
        Golden.ShouldMatch(
            $$"""
            {"tenant":"acme","room":{{room}},"version":10,"sequence":{{state.GetProperty("sequence")}},"time":"<text>","kind":"group","visibility":"private","name":"Lounge",
            "creator":{{host.Ann.UserNumber}},"createdAt":"<text>","participantCount":2,"lastMessage":2,"participants":[
            {"number":{{host.Ann.UserNumber}},"id":"ann","username":"ann","moderator":true,"joinedAt":"<text>","deliveredUpTo":0,"seenUpTo":0,"unread":0},
            {"number":{{host.Ben.UserNumber}},"id":"ben","username":"ben","moderator":false,"joinedAt":"<text>","deliveredUpTo":0,"seenUpTo":1,"unread":0}],
            "messages":[{"number":1,"id":"<uuid>","author":{"number":{{host.Ann.UserNumber}},"id":"ann","username":"ann"},"kind":"text","text":"one, edited","markup":"plain",
            "postedAt":"<text>","shownAt":"<text>","editedAt":"<text>","comments":0,
            "attachments":[{"file":{{state.GetProperty("messages")[0].GetProperty("attachments")[0].GetProperty("file")}},"name":"note.txt","contentType":"<text>","size":4,"sha256":"<text>","attachedAt":"<text>"}],
            "reactions":[{"emoji":"🦊","number":{{host.Ben.UserNumber}},"id":"ben","at":"<text>"}],
            "seenBy":[{"number":{{host.Ben.UserNumber}},"at":"<text>"}]},
            {"number":2,"id":"<uuid>","author":{"number":{{host.Ben.UserNumber}},"id":"ben","username":"ben"},"kind":"text","postedAt":"<text>","deletedAt":"<text>","seenBy":[]}]}
            """,
            JsonSerializer.SerializeToUtf8Bytes(state));

        var then = await State(room, "?version=5");
        then.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()).ShouldBe(["one", "two"]);
        then.GetProperty("participants")[1].GetProperty("unread").GetInt64().ShouldBe(1);
        (await State(room, $"?sequence={then.GetProperty("sequence")}")).GetRawText().ShouldBe(then.GetRawText());
        (await State(room, $"?at={then.GetProperty("time").GetString()}")).GetRawText().ShouldBe(then.GetRawText());
    }

    [Fact]
    public async Task is_refused_for_a_moment_before_it_was_or_that_has_not_come()
    {
        var room = await host.Room();
        foreach (var (query, member) in new[]
        {
            ("version=0", "version"), ("version=99", "version"), ("sequence=9007199254740991", "sequence"), ("sequence=1&version=1", "at"),
            ("at=yesterday", "at"), ("at=2026-01-31T00:00:00", "at"),
        })
        {
            await host.Scenario(x =>
            {
                x.Get($"/v1/audit/rooms/{room}/state?{query}").As(host.Server);
                x.ProblemShouldBe(400, "invalid", member);
            });
        }
        foreach (var query in new[] { "sequence=1", "at=2001-01-31T00:00:00Z" })
        {
            await host.Scenario(x =>
            {
                x.Get($"/v1/audit/rooms/{room}/state?{query}").As(host.Server);
                x.ProblemShouldBe(404, "room_not_found");
            });
        }
    }

    [Fact]
    public async Task is_read_as_of_a_sequence_by_no_user_and_never_before_or_after_the_log()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "one");
        var newest = await host.Chat.Service<RoomAuditor>().Newest(default);
        var auditor = await host.Chat.Key("acme", ApiKeyKind.Auditor);
        foreach (var path in new[] { "", "/participants", "/messages", "/messages/1", "/messages/1/receipts", "/unread" })
        {
            var url = $"/v1/rooms/{room}{path}";
            foreach (var key in new[] { host.Server, auditor })
                await host.Scenario(x => x.Get($"{url}?asOf={newest}").As(key.For("ann")));
            await host.Scenario(x =>
            {
                x.Get($"{url}?asOf={newest}").As(host.Ann);
                x.ProblemShouldBe(403, "not_allowed");
            });
            await host.Scenario(x =>
            {
                x.Get($"{url}?asOf={newest}").As(host.Server.For("cid"));
                x.ProblemShouldBe(404, "room_not_found");
            });
            foreach (var wrong in new[] { "0", "-1", "x", "", "9007199254740991" })
            {
                await host.Scenario(x =>
                {
                    x.Get($"{url}?asOf={wrong}").As(host.Server.For("ann"));
                    x.ProblemShouldBe(400, "invalid", "asOf");
                });
            }
            await host.Scenario(x =>
            {
                x.Get($"{url}?ASOF={newest}").As(auditor.For("ann"));
                x.ProblemShouldBe(400, "invalid", "ASOF");
            });
        }
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms/{room}?asOf=1").As(host.Server);
            x.ProblemShouldBe(404, "room_not_found");
        });
        await host.Scenario(x =>
        {
            x.Get($"/v1/rooms?asOf={newest}").As(host.Server.For("ann"));
            x.ProblemShouldBe(400, "invalid", "asOf");
        });
    }

    private async Task<JsonElement> State(long room, string query) =>
        (await host.Scenario(x => x.Get($"/v1/audit/rooms/{room}/state{query}").As(host.Server))).Json;

    private Task<Answer> Nothing(Action<Scenario> tell) => host.Scenario(x =>
    {
        tell(x);
        x.StatusShouldBe(204);
    });
}
