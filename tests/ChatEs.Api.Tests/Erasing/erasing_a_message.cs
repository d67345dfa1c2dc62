using System.Text;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Erasing;

public sealed class erasing_a_message(ErasureWorld<erasing_a_message> world) : IClassFixture<ErasureWorld<erasing_a_message>>
{
    [Fact]
    public async Task leaves_nothing_of_what_it_held_and_all_else_as_it_was()
    {
        var (mark, ann) = (world.NewMark(), await world.Chat.User("acme", world.NewMark()));
        var room = await world.Room(ann);
        await world.Post(room, ann, """{"text":"before"}""");
        var url = await Write(room, ann, mark);
        await world.Post(room, world.Ben, """{"text":"after","replyTo":2}""");
        (await world.WhereIs(mark)).Count.ShouldBeGreaterThan(5);

        await world.Ask(204, x => x.Delete($"/v1/rooms/{room}/messages/2?erase=true").As(world.Server));

        (await world.WhereIs(mark)).ShouldBeEmpty();
        (await world.Export()).ShouldNotContain(mark);
        await world.Ask(404, x => x.Get(new Uri(url).PathAndQuery), world.Other);
        await world.Ask(404, x => x.Get($"/v1/rooms/{room}/messages/2").As(ann));
        var page = await world.Ask(200, x => x.Get($"/v1/rooms/{room}/messages").As(ann));
        page.Json.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("number").GetInt64(), m.GetProperty("text").GetString()))
            .ShouldBe([(1, "before"), (3, "after")]);
        (await world.Post(room, ann, """{"text":"next"}""")).Long("number").ShouldBe(4);
        await world.ShouldBeWhole();
    }

    [Fact]
    public async Task finds_a_message_by_its_uuid_and_one_that_was_deleted_before()
    {
        var (mark, ann) = (world.NewMark(), await world.Chat.User("acme", world.NewMark()));
        var room = await world.Room(ann);
        var id = (await world.Post(room, ann, $$"""{"text":"{{mark}}"}""")).String("id");
        await world.Ask(204, x => x.Delete($"/v1/messages/{id}").As(ann));
        (await world.WhereIs(mark)).ShouldBe(["events.mt_events.data"]);

        await world.Ask(204, x => x.Delete($"/v1/messages/{id}?erase=true").As(world.Server), world.Other);

        (await world.WhereIs(mark)).ShouldBeEmpty();
        (await world.Scalar<string>($"select string_agg(type, ' ' order by version) from events.mt_events where stream_id = 'room-{room}' and version > 2"))
            .ShouldBe("moderator_granted message_posted message_deleted personal_data_erased");
        (await world.Scalar<string>($"select headers ->> 'caller' from events.mt_events where stream_id = 'room-{room}' and type = 'personal_data_erased'"))
            .ShouldStartWith("key:ak_");
    }

    [Fact]
    public async Task twice_answers_the_same_and_appends_nothing()
    {
        var ann = await world.Chat.User("acme", world.NewMark());
        var room = await world.Room(ann);
        await world.Post(room, ann, """{"text":"once"}""");
        await world.Ask(204, x => x.Delete($"/v1/rooms/{room}/messages/1?erase=true").As(world.Server));
        var events = await world.Events();

        await world.Ask(204, x => x.Delete($"/v1/rooms/{room}/messages/1?erase=true").As(world.Server));

        (await world.Events()).ShouldBe(events);
    }

    [Fact]
    public async Task is_for_the_secret_key_alone()
    {
        var ann = await world.Chat.User("acme", world.NewMark());
        var room = await world.Room(ann);
        var id = (await world.Post(room, ann, """{"text":"mine"}""")).String("id");
        foreach (var path in new[] { $"/v1/rooms/{room}/messages/1", $"/v1/messages/{id}" })
        {
            foreach (var who in new[] { ann, world.Ben, world.Server.For(ann.UserId!) })
                await Refused(who, $"{path}?erase=true", 403, "not_allowed");
            await Refused(world.Rival, $"{path}?erase=true", 404, path.Contains("rooms", StringComparison.Ordinal) ? "room_not_found" : "message_not_found");
            await Refused(world.Server, $"{path}?erase=yes", 400, "invalid", "erase");
            await Refused(world.Server, $"{path}?erased=true", 400, "invalid", "erased");
        }
        await Refused(world.Server, $"/v1/rooms/{room}/messages/9?erase=true", 404, "message_not_found");
        await Refused(world.Server, $"/v1/messages/{Guid.NewGuid()}?erase=true", 404, "message_not_found");
        await Refused(world.Server, "/v1/messages/17?erase=true", 400, "invalid", "id");
        (await world.Ask(200, x => x.Get($"/v1/messages/{id}").As(ann))).String("text").ShouldBe("mine");
    }

    [Fact]
    public async Task a_stranger_deletes_nothing_by_uuid_and_learns_nothing()
    {
        var (ann, eve) = (await world.Chat.User("acme", world.NewMark()), await world.Chat.User("acme", world.NewMark()));
        var room = await world.Room(ann);
        var id = (await world.Post(room, ann, """{"text":"mine"}""")).String("id");

        await Refused(eve, $"/v1/messages/{id}", 404, "message_not_found");
        await Refused(world.Ben, $"/v1/messages/{id}", 403, "not_allowed");
        await world.Ask(200, x => x.Get($"/v1/messages/{id}").As(ann));
    }

    [Fact]
    public async Task keeps_what_others_show_and_what_they_said_about_it()
    {
        var ann = await world.Chat.User("acme", world.NewMark());
        var room = await world.Room(ann);
        var file = await world.Upload(ann, "face.txt", "a face");
        await world.Post(room, ann, $$"""{"text":"look","kind":"file","attachments":[{{file}}]}""");
        await world.Scalar<long>($"""
            with shown as (
              insert into chat.avatars (tenant_id, owner_kind, owner, file, content_type, size, sha256, set_at, version)
              values ('acme', 'user', {ann.UserNumber}, {file}, 'text/plain', 6, 'x', now(), 99) returning 1)
            select count(*) from shown
            """);
        await world.Ask(204, x => x.Put($"/v1/rooms/{room}/messages/1/reactions?emoji=wow").As(world.Ben));

        await world.Ask(204, x => x.Delete($"/v1/rooms/{room}/messages/1?erase=true").As(world.Server));

        (await world.Scalar<long>($"select count(*) from vault.files where number = {file}")).ShouldBe(1);
        (await world.Scalar<long>($"select count(*) from events.mt_events where stream_id = 'room-{room}' and data -> 'personal' ->> 'emoji' = 'wow'")).ShouldBe(1);
        await world.Scalar<long>($"with gone as (delete from chat.avatars where owner = {ann.UserNumber} returning 1) select count(*) from gone");
    }

    [Fact]
    public async Task while_others_post_and_edit_leaves_a_whole_room()
    {
        var (mark, ann) = (world.NewMark(), await world.Chat.User("acme", world.NewMark()));
        var room = await world.Room(ann);
        for (var i = 0; i < 20; i++)
            await world.Post(room, ann, $$"""{"text":"{{mark}}"}""");

        var editing = Enumerable.Range(1, 20).Select(n => world.Chat.Scenario(x =>
        {
            x.Patch($"/v1/rooms/{room}/messages/{n}").As(ann).Json($$"""{"text":"{{mark}} again"}""");
            x.AnyStatus();
        }));
        var posting = Enumerable.Range(1, 20).Select(_ => world.Post(room, world.Ben, """{"text":"and I"}"""));
        var erasing = Enumerable.Range(1, 20).Select(n => world.Ask(
            204, x => x.Delete($"/v1/rooms/{room}/messages/{n}?erase=true").As(world.Server), n % 2 == 0 ? world.Chat : world.Other));
        await Task.WhenAll([.. editing, .. posting, .. erasing]);

        (await world.WhereIs(mark)).ShouldBeEmpty();
        await world.ShouldBeWhole();
    }

    /// <summary>Message 2 of the room: the mark stands in everything that a message may have, and in an edit, a file and a request.</summary>
    /// <returns>The address of one of its files.</returns>
    private async Task<string> Write(long room, Identity author, string mark)
    {
        var file = await world.Upload(author, $"{mark}.txt", $"bytes of {mark}", idempotencyKey: "upload-1");
        await world.Ask(201, x => x.Post($"/v1/rooms/{room}/messages").As(author).Header("Idempotency-Key", "post-1").Json($$"""
            {"text":"{{mark}}","session":"{{mark}}","mediaUrl":"https://example.com/{{mark}}","links":[{"url":"https://example.com/{{mark}}"}],
             "payloadType":"{{mark}}","payload":{"a":"{{mark}}"},"extras":["{{mark}}"],"attachments":[{{file}}]}
            """));
        await world.Ask(200, x => x.Patch($"/v1/rooms/{room}/messages/2").As(author).Json($$"""{"text":"{{mark}} edited"}"""));
        await world.Ask(201, x => x.Post($"/v1/rooms/{room}/messages/2/attachments?name={mark}.bin").As(author)
            .Body(Encoding.UTF8.GetBytes($"more {mark}"), "application/octet-stream"));
        var message = await world.Ask(200, x => x.Get($"/v1/rooms/{room}/messages/2").As(author));
        var url = message.Json.GetProperty("attachments")[0].GetProperty("url").GetString()!;
        await world.Ask(200, x => x.Get(new Uri(url).PathAndQuery), world.Other);
        return url;
    }

    private Task<Answer> Refused(Identity who, string path, int status, string code, params string[] members) => world.Chat.Scenario(x =>
    {
        x.Delete(path).As(who);
        x.ProblemShouldBe(status, code, members);
    });
}
