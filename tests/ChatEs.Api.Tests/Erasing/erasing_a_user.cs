using System.Text;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Erasing;

public sealed class erasing_a_user(ErasureWorld<erasing_a_user> world) : IClassFixture<ErasureWorld<erasing_a_user>>
{
    private const string Structure = """
        select concat_ws('|',
          (select string_agg(concat_ws(' ', number, author, kind, parent, ordinal, own_ordinal, countable, attachments, deleted_at), ',' order by room, number) from messages where tenant_id = 'acme'),
          (select string_agg(concat_ws(' ', room, user_no, active, accounted, own, seen_through), ',' order by room, user_no) from members where tenant_id = 'acme'),
          (select string_agg(r::text, ',' order by room, user_no, first) from receipts r where tenant_id = 'acme'))
        """;

    [Fact]
    public async Task leaves_nothing_that_he_wrote_or_is_called_by_and_all_else_as_it_was()
    {
        var mark = world.NewMark();
        var ann = await world.Chat.User("acme", $"ann-{mark}@example.com");
        var room = await Live(ann, mark);
        (await world.WhereIs(mark)).Count.ShouldBeGreaterThan(15);
        var (before, unread) = (await world.Scalar<string>(Structure), await Unread(room));

        await world.Ask(204, x => x.Delete($"/v1/users/by-id?id={ann.UserId}&erase=true").As(world.Server));

        (await world.WhereIs(mark)).ShouldBeEmpty();
        (await world.Export()).ShouldNotContain(mark);
        (await world.Scalar<string>(Structure)).ShouldBe(before);
        (await Unread(room)).ShouldBe(unread);
        var page = await world.Ask(200, x => x.Get($"/v1/rooms/{room}/messages").As(world.Ben));
        page.Json.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("number").GetInt64(), m.GetProperty("text").GetString()))
            .ShouldBe([(1, ""), (2, "Ben's"), (3, "")]);
        page.Json.GetProperty("messages")[0].GetProperty("author").GetProperty("id").GetString().ShouldBe($"erased-{ann.UserNumber}");
        await world.ShouldBeWhole();
    }

    [Fact]
    public async Task ends_his_credentials_addresses_and_cached_answers_in_every_process()
    {
        var mark = world.NewMark();
        var ann = await world.Chat.User("acme", $"ann-{mark}");
        var room = await Live(ann, mark);
        var session = await world.Chat.Service<WebSessions>().Begin("acme", new(ann.UserNumber!.Value), default);
        var message = await world.Ask(200, x => x.Get($"/v1/rooms/{room}/messages/1").As(world.Ben), world.Other);
        var file = new Uri(message.Json.GetProperty("attachments")[0].GetProperty("url").GetString()!).PathAndQuery;
        var avatar = new Uri((await world.Ask(200, x => x.Get($"/v1/users/{ann.UserNumber}").As(ann))).Json.GetProperty("avatar").GetProperty("url").GetString()!).PathAndQuery;
        foreach (var host in new[] { world.Chat, world.Other })
        {
            foreach (var path in new[] { file, avatar })
                await world.Ask(200, x => x.Get(path), host);
            await world.Ask(200, x => x.Get("/v1/me").As(ann), host);
            (await host.Service<WebSessions>().Find(session, default)).ShouldNotBeNull();
        }

        await world.Ask(204, x => x.Delete($"/v1/users/{ann.UserNumber}?erase=true").As(world.Server));

        foreach (var host in new[] { world.Chat, world.Other })
        {
            foreach (var path in new[] { file, avatar })
                await world.Ask(404, x => x.Get(path), host);
            await world.Ask(401, x => x.Get("/v1/me").As(ann), host);
            await world.Ask(404, x => x.Get($"/v1/users/{ann.UserNumber}/avatar").As(world.Server), host);
            var again = await world.Ask(200, x => x.Get($"/v1/rooms/{room}/messages/1").As(world.Ben).Header("If-None-Match", message.Header("ETag")!), host);
            again.Text.ShouldNotContain(mark);
            (await host.Service<WebSessions>().Find(session, default)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task gives_his_id_back_to_whoever_registers_by_it_next()
    {
        var id = $"id-{world.NewMark()}";
        var ann = await world.Chat.User("acme", id);
        var room = await world.Room(ann);
        foreach (var host in new[] { world.Chat, world.Other })
            await world.Ask(201, x => x.Post($"/v1/rooms/{room}/messages").As(world.Server.For(id)).Json("""{"text":"old"}"""), host);
        await world.Ask(204, x => x.Delete($"/v1/users/by-id?id={id}&erase=true").As(world.Server));

        var next = await world.Chat.User("acme", id);

        next.UserNumber.ShouldNotBe(ann.UserNumber);
        foreach (var host in new[] { world.Other, world.Chat })
        {
            (await world.Ask(200, x => x.Get("/v1/me").As(world.Server.For(id)), host)).Json.GetProperty("user").GetProperty("number").GetInt64().ShouldBe(next.UserNumber!.Value);
            await world.Ask(200, x => x.Get("/v1/me").As(next), host);
            await world.Ask(404, x => x.Get($"/v1/rooms/{room}").As(next), host);
        }
    }

    [Fact]
    public async Task twice_answers_the_same_and_appends_nothing()
    {
        var ann = await world.Chat.User("acme", world.NewMark());
        await world.Post(await world.Room(ann), ann, """{"text":"once"}""");
        await world.Ask(204, x => x.Delete($"/v1/users/{ann.UserNumber}?erase=true").As(world.Server));
        var events = await world.Events();

        await world.Ask(204, x => x.Delete($"/v1/users/{ann.UserNumber}?erase=true").As(world.Server));

        (await world.Events()).ShouldBe(events);
    }

    [Fact]
    public async Task is_for_the_secret_key_alone_and_must_be_asked_for()
    {
        var ann = await world.Chat.User("acme", world.NewMark());
        foreach (var who in new[] { ann, world.Ben, world.Server.For(ann.UserId!) })
            await Refused(who, $"/v1/users/{ann.UserNumber}?erase=true", 403, "not_allowed");
        foreach (var query in new[] { "", "?erase=false", "?erase=1" })
            await Refused(world.Server, $"/v1/users/{ann.UserNumber}{query}", 400, "invalid", "erase");
        await Refused(world.Rival, $"/v1/users/{ann.UserNumber}?erase=true", 404, "user_not_found");
        await Refused(world.Server, "/v1/users/by-id?id=nobody&erase=true", 404, "user_not_found");
        await world.Ask(200, x => x.Get("/v1/me").As(ann));
    }

    [Fact]
    public async Task while_he_posts_leaves_nothing_that_came_in_between()
    {
        var mark = world.NewMark();
        var ann = await world.Chat.User("acme", $"ann-{mark}");
        var room = await world.Room(ann);
        var stored = 0;
        var posting = Enumerable.Range(0, 8).Select(async i =>
        {
            var status = 201;
            for (var n = 0; status == 201; n++)
            {
                status = (await (i % 2 == 0 ? world.Chat : world.Other).Scenario(x =>
                {
                    x.Post($"/v1/rooms/{room}/messages").As(i % 4 < 2 ? ann : world.Server.For(ann.UserId!)).Json($$"""{"text":"{{mark}} {{i}} {{n}}"}""");
                    x.AnyStatus();
                })).Status;
                Interlocked.Add(ref stored, status == 201 ? 1 : 0);
            }
        }).ToList();

        await world.Ask(204, x => x.Delete($"/v1/users/{ann.UserNumber}?erase=true").As(world.Server));
        await Task.WhenAll(posting);

        (await world.WhereIs(mark)).ShouldBeEmpty();
        (await world.Scalar<long>($"select count(*) from messages where room = {room} and text = ''")).ShouldBe(stored);
        await world.ShouldBeWhole();
    }

    [Fact]
    public async Task keeps_what_a_room_is_called_while_somebody_is_in_it()
    {
        var (mark, old) = (world.NewMark(), world.NewMark());
        var ann = await world.Chat.User("acme", world.NewMark());
        var shared = await world.Room(ann, old);
        await world.Ask(200, x => x.Patch($"/v1/rooms/{shared}").As(ann).Json($$"""{"name":"{{mark}}","key":"k-{{mark}}"}"""));
        var alone = (await world.Ask(201, x => x.Post("/v1/rooms").As(ann).Json($$"""{"name":"alone","key":"alone-{{mark}}"}"""))).Long("room");

        await world.Ask(204, x => x.Delete($"/v1/users/{ann.UserNumber}?erase=true").As(world.Server));

        (await world.WhereIs(old)).ShouldBeEmpty();
        (await world.WhereIs($"alone-{mark}")).ShouldBeEmpty();
        (await world.Ask(200, x => x.Get($"/v1/rooms?key=k-{mark}").As(world.Ben))).String("name").ShouldBe(mark);
        (await world.Ask(200, x => x.Get($"/v1/rooms/{alone}").As(world.Server))).String("name").ShouldBe("");
        (await world.Ask(201, x => x.Post("/v1/rooms").As(world.Ben).Json($$"""{"name":"mine now","key":"alone-{{mark}}"}"""))).Long("room").ShouldNotBe(alone);
        await world.ShouldBeWhole();
    }

    private async Task<long> Unread(long room) => (await world.Ask(200, x => x.Get($"/v1/rooms/{room}/unread").As(world.Ben))).Long("unread");

    /// <summary>Ann's life in a room with Ben: the mark stands in all that she leaves, and in nothing of his.</summary>
    private async Task<long> Live(Identity ann, string mark)
    {
        await world.Ask(200, x => x.Patch("/v1/me").As(ann).Json($$"""{"username":"{{mark}}","first":"{{mark}}","last":"{{mark}}","extras":{"x":"{{mark}}"} }"""));
        await world.Ask(204, x => x.Put("/v1/me/avatar").As(ann).Json($$"""{"url":"https://example.com/{{mark}}"}"""));
        await world.Ask(204, x => x.Put($"/v1/me/avatar?name={mark}.png").As(ann).Body(Pictures.Png(3, 2), "image/png"));
        await world.Ask(204, x => x.Put("/v1/me/password").As(ann).Json("""{"new":"correct horse"}"""));
        await world.Chat.Service<TokenSessions>().Start("acme", new UserNumber(ann.UserNumber!.Value), default);
        var room = await world.Room(ann, mark);
        await world.Ask(200, x => x.Patch($"/v1/rooms/{room}").As(ann).Json("""{"name":"Lounge"}"""));

        var file = await world.Upload(ann, $"{mark}.txt", $"bytes of {mark}", $"upload-{mark}");
        await world.Upload(ann, $"{mark}-unused.txt", $"unused {mark}");
        await world.Post(room, ann, $$"""{"text":"{{mark}}","session":"{{mark}}","payloadType":"card","payload":["{{mark}}"],"attachments":[{{file}}]}""");
        await world.Post(room, world.Ben, """{"text":"Ben's"}""");
        await world.Ask(201, x => x.Post($"/v1/rooms/{room}/messages").As(world.Server.For(ann.UserId!)).Header("Idempotency-Key", $"post-{mark}").Json($$"""{"text":"{{mark}} by the server"}"""));
        await world.Ask(200, x => x.Patch($"/v1/rooms/{room}/messages/3").As(world.Server).Json($$"""{"text":"{{mark}} edited by the server"}"""));
        await world.Ask(201, x => x.Post($"/v1/rooms/{room}/messages/3/attachments?name={mark}.bin").As(world.Server)
            .Body(Encoding.UTF8.GetBytes($"more {mark}"), "application/octet-stream"));
        await world.Ask(204, x => x.Put($"/v1/rooms/{room}/messages/2/reactions?emoji={mark}").As(ann));
        await world.Ask(204, x => x.Put($"/v1/rooms/{room}/messages/2/reactions?emoji=gone-{mark}").As(ann));
        await world.Ask(204, x => x.Delete($"/v1/rooms/{room}/messages/2/reactions?emoji=gone-{mark}").As(ann));
        await world.Ask(200, x => x.Post($"/v1/rooms/{room}/seen").As(world.Ben).Json("""{"upTo":1}"""));
        return room;
    }

    private Task<Answer> Refused(Identity who, string path, int status, string code, params string[] members) => world.Chat.Scenario(x =>
    {
        x.Delete(path).As(who);
        x.ProblemShouldBe(status, code, members);
    });
}
