using ChatEs.Application.Commands;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

public sealed class the_history_of_a_message(HostOf<the_history_of_a_message> host) : IClassFixture<HostOf<the_history_of_a_message>>
{
    [Fact]
    public async Task has_every_text_with_who_and_when_though_it_is_deleted()
    {
        var room = await Troubled();
        var history = await History(room, "");
        string Change(int version, string type, Identity by, string rest) =>
            $$"""{"version":{{version}},"sequence":{{history.Json.GetProperty("changes")[version - 4].GetProperty("sequence")}},"type":"{{type}}","at":"<text>","by":{"number":{{by.UserNumber}},"id":"{{by.UserId}}","username":"{{by.UserId}}"},"caller":"user:{{by.UserNumber}}","dialect":"native"{{rest}}}""";
        var changes = string.Join(',',
            Change(4, "message_posted", host.Ann, ""","id":"<uuid>","kind":"text","text":"first"}"""[..^1]),
            Change(5, "message_edited", host.Ann, ""","text":"second","markup":"html"}"""[..^1]),
            Change(6, "reaction_added", host.Ben, ""","emoji":"🦊"}"""[..^1]),
            Change(7, "reaction_removed", host.Ben, ""","emoji":"🦊"}"""[..^1]),
            Change(8, "attachment_added", host.Ann, ""","files":[{"file":"<number>","name":"note.txt","contentType":"<text>","size":4,"sha256":"<text>"}]}"""[..^1]),
            Change(9, "message_deleted", host.Ann, ""));
        Golden.ShouldMatch($$"""{"room":{{room}},"number":1,"changes":[{{changes}}]}""".Replace("\"<number>\"", $"{history.Json.GetProperty("changes")[4].GetProperty("files")[0].GetProperty("file")}", StringComparison.Ordinal), history.Bytes);
    }

    [Fact]
    public async Task comes_in_pages()
    {
        var room = await Troubled();
        List<long> versions = [];
        for (string? after = "0"; after is not null;)
        {
            var page = (await History(room, $"?limit=4&after={after}")).Json;
            versions.AddRange(page.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("version").GetInt64()));
            after = page.TryGetProperty("next", out var next) ? next.GetRawText() : null;
        }
        versions.ShouldBe([4, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public async Task is_of_a_message_that_was()
    {
        var room = await Troubled();
        foreach (var (path, code) in new[] { ($"{room}/messages/9", "message_not_found"), ("60000000/messages/1", "room_not_found") })
        {
            await host.Scenario(x =>
            {
                x.Get($"/v1/audit/rooms/{path}/history").As(host.Server);
                x.ProblemShouldBe(404, code);
            });
        }
    }

    [Fact]
    public async Task says_that_it_was_erased_and_verifies_all_the_same()
    {
        var room = await Troubled();
        var versions = (await History(room, "")).Json.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("version").GetInt64()).ToList();
        await host.Chat.Service<PostgresEventStore>().ErasePersonal(new("acme", $"room-{room}"), host.Chat.Service<RoomFamily>(), versions);
        var changes = (await History(room, "")).Json.GetProperty("changes").EnumerateArray().ToList();
        changes[..5].ShouldAllBe(change => change.GetProperty("erased").GetBoolean());
        changes.ShouldAllBe(change => !change.GetRawText().Contains("first", StringComparison.Ordinal) && !change.GetRawText().Contains("🦊", StringComparison.Ordinal));
        await host.Scenario(x =>
        {
            x.Get($"/v1/audit/rooms/{room}/verify").As(host.Server);
            x.JsonShouldBe("""{"streams":1,"tampered":[]}""");
        });
    }

    [Fact]
    public async Task is_proved_by_the_chain()
    {
        var tenant = host.New("forged");
        var server = await host.Chat.Tenant(tenant);
        var room = (await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(server).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(server).Json("""{"text":"true","kind":"system"}""");
            x.StatusShouldBe(201);
        });
        await host.Scenario(x =>
        {
            x.Get("/v1/audit/verify").As(server);
            x.JsonShouldBe("""{"streams":2,"tampered":[]}""");
        });
        await using (var db = NpgsqlDataSource.Create(host.Chat.ConnectionString))
        await using (var forge = db.CreateCommand($"""
            alter table events.mt_events disable trigger all;
            update events.mt_events set data = jsonb_set(data, '{"{personal,text}"}', '"false"') where stream_id = 'room-{room}' and type = 'message_posted';
            alter table events.mt_events enable trigger all
            """))
            await forge.ExecuteNonQueryAsync();
        foreach (var path in new[] { "/v1/audit/verify", $"/v1/audit/rooms/{room}/verify" })
        {
            var fault = (await host.Scenario(x => x.Get(path).As(server))).Json.GetProperty("tampered")[0];
            (fault.GetProperty("stream").GetString(), fault.GetProperty("version").GetInt64(), fault.GetProperty("problem").GetString())
                .ShouldBe(($"room-{room}", 2, "the personal part does not match its digest"));
        }
    }

    /// <summary>A room whose first message has been through everything.</summary>
    private async Task<long> Troubled()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "first");
        await host.Scenario(x => x.Patch($"/v1/rooms/{room}/messages/1").As(host.Ann).Json("""{"text":"second","markup":"html"}"""));
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            await host.Scenario(x =>
            {
                x.To(method, $"/v1/rooms/{room}/messages/1/reactions?emoji=%F0%9F%A6%8A").As(host.Ben);
                x.StatusShouldBe(204);
            });
        }
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages/1/attachments?name=note.txt").As(host.Ann).Body("note"u8.ToArray(), null);
            x.StatusShouldBe(201);
        });
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/1").As(host.Ann);
            x.StatusShouldBe(204);
        });
        return room;
    }

    private Task<Answer> History(long room, string query) => host.Scenario(x => x.Get($"/v1/audit/rooms/{room}/messages/1/history{query}").As(host.Server));
}
