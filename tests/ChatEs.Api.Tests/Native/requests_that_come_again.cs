using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class requests_that_come_again(HostOf<requests_that_come_again> host) : IClassFixture<HostOf<requests_that_come_again>>
{
    [Fact]
    public async Task one_key_posts_once_however_many_send_it()
    {
        var (room, key) = (await host.Room(), host.New("one"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Send(host.Ann, $"/v1/rooms/{room}/messages", key, """{"text":"hello"}""", 201)));
        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
        answers.Select(answer => answer.Header("Location")).Distinct().ShouldBe([$"/v1/rooms/{room}/messages/1"]);
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ann))).Long("lastMessage").ShouldBe(1);
    }

    [Fact]
    public async Task over_two_services_too()
    {
        await using var other = await host.Chat.StartAnother();
        var (room, key) = (await host.Room(), host.New("one"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            Send(host.Ann, $"/v1/rooms/{room}/messages", key, """{"text":"hello"}""", 201, i % 2 == 0 ? host.Chat : other)));
        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ann))).Long("lastMessage").ShouldBe(1);
    }

    [Fact]
    public async Task a_room_is_answered_as_it_was_created_whatever_has_happened_since()
    {
        var (key, body) = (host.New("key"), $$"""{"name":"Lounge","participants":["ben","{{host.New("new")}}"]}""");
        var first = await Send(host.Server.For("ann"), "/v1/rooms", key, body, 201);
        await host.Post(first.Long("room"), host.Ben, "something happens");
        var second = await Send(host.Server.For("ann"), "/v1/rooms", key, body, 201);
        second.Text.ShouldBe(first.Text);
        second.Header("Location").ShouldBe(first.Header("Location"));
    }

    [Fact]
    public async Task every_post_is_answered_the_same_twice()
    {
        var room = await host.Room("public");
        await host.Post(room, host.Ann, "one");
        var user = host.New("user");
        foreach (var (path, body, status) in new[]
        {
            ("/v1/users", $$"""{"id":"{{user}}"}""", 201),
            ($"/v1/rooms/{room}/participants", $$"""{"users":["{{user}}","{{host.New("fresh")}}"]}""", 200),
            ($"/v1/rooms/{room}/participants", """{"users":["ann"]}""", 200),
            ("/v1/rooms", """{"kind":"single","participants":["ann","ben"]}""", 201),
        })
        {
            var key = host.New("twice");
            var first = await Send(host.Server, path, key, body, status);
            (await Send(host.Server, path, key, body, status)).Text.ShouldBe(first.Text);
        }
        var seen = await Send(host.Ben, $"/v1/rooms/{room}/seen", "seen", """{"upTo":1}""", 200);
        (await Send(host.Ben, $"/v1/rooms/{room}/seen", "seen", """{"upTo":1}""", 200)).Text.ShouldBe(seen.Text);
    }

    [Fact]
    public async Task an_answer_that_changed_nothing_is_kept_too()
    {
        var room = await host.Room();
        await Send(host.Ann, $"/v1/rooms/{room}/participants", "nothing", """{"users":["ben"]}""", 200);
        await host.Scenario(x => x.Delete($"/v1/rooms/{room}/participants?user=ben").As(host.Ben));
        (await Send(host.Ann, $"/v1/rooms/{room}/participants", "nothing", """{"users":["ben"]}""", 200)).Text.ShouldBe("""{"added":[]}""");
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}").As(host.Ann))).Long("participantCount").ShouldBe(1);
    }

    [Fact]
    public async Task the_same_key_with_another_request_is_refused()
    {
        var (room, another) = (await host.Room(), await host.Room());
        await Send(host.Ann, $"/v1/rooms/{room}/messages", "mine", """{"text":"one"}""", 201);
        foreach (var (path, body) in new[]
        {
            ($"/v1/rooms/{room}/messages", """{"text":"two"}"""),
            ($"/v1/rooms/{another}/messages", """{"text":"one"}"""),
        })
        {
            await host.Scenario(x =>
            {
                x.Post(path).As(host.Ann).Header("Idempotency-Key", "mine").Json(body);
                x.ProblemShouldBe(422, "idempotency_mismatch");
            });
        }
    }

    [Fact]
    public async Task a_key_belongs_to_its_caller_and_its_operation()
    {
        var room = await host.Room();
        var path = $"/v1/rooms/{room}/messages";
        var callers = new[] { host.Ann, host.Ben, host.Server.For("ann"), host.Server.For("ben") };
        List<long> numbers = [];
        foreach (var caller in callers)
            numbers.Add((await Send(caller, path, "same", """{"text":"hello"}""", 201)).Long("number"));
        numbers.ShouldBe([1, 2, 3, 4]);
        await Send(host.Ann, $"/v1/rooms/{room}/seen", "same", """{"upTo":1}""", 200);
    }

    [Fact]
    public async Task a_refusal_is_not_kept()
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Cid).Header("Idempotency-Key", "again").Json("""{"text":"hello"}""");
            x.ProblemShouldBe(404, "room_not_found");
        });
        await host.Scenario(x => x.Post($"/v1/rooms/{room}/participants").As(host.Ann).Json("""{"users":["cid"]}"""));
        await Send(host.Cid, $"/v1/rooms/{room}/messages", "again", """{"text":"hello"}""", 201);
    }

    private Task<Answer> Send(Identity who, string path, string key, string body, int status, ChatEsHost? on = null) =>
        (on ?? host.Chat).Scenario(x =>
        {
            x.Post(path).As(who).Header("Idempotency-Key", key).Json(body);
            x.StatusShouldBe(status);
        });
}
