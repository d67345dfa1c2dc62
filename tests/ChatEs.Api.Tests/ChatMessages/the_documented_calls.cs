using System.Text;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ChatMessages;

/// <summary>Find, get, patch and post as the document shows them, and each line of the contract about what it leaves open.</summary>
public sealed class the_documented_calls(ActingHost<the_documented_calls> host) : IClassFixture<ActingHost<the_documented_calls>>
{
    private const long Time = 1564661697125;

    [Fact]
    public async Task find_is_a_bare_array_of_messages_with_millisecond_times()
    {
        var room = await host.Room();
        var first = await host.Post(room, host.Ann, "hey", claimedAt: DateTimeOffset.FromUnixTimeMilliseconds(Time));
        var second = await host.Post(room, host.Ann, "hi", claimedAt: DateTimeOffset.FromUnixTimeMilliseconds(Time));

        var answer = await host.Scenario(x =>
        {
            x.Get($"/chat-messages?room={room}").As(host.Ben);
            x.HeaderShouldBe("Content-Type", "application/json; charset=utf-8");
        });

        Golden.ShouldMatch($$"""
            [
              {"id":"{{first.Id}}","createdAt":1564661697125,"createdBy":"ann","room":"{{room}}","text":"hey","seenBy":[]},
              {"id":"{{second.Id}}","createdAt":1564661697125,"createdBy":"ann","room":"{{room}}","text":"hi","seenBy":[]}
            ]
            """, answer.Bytes);
    }

    [Fact]
    public async Task get_is_one_bare_message()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "¿Qué tal? 😀 <b>", claimedAt: DateTimeOffset.FromUnixTimeMilliseconds(Time));
        var answer = await host.Scenario(x => x.Get($"/chat-messages/{posted.Id}").As(host.Ben));
        answer.Text.ShouldBe(
            $$"""{"id":"{{posted.Id}}","createdAt":1564661697125,"createdBy":"ann","room":"{{room}}","text":"¿Qué tal? 😀 <b>","seenBy":[]}""");
    }

    [Fact]
    public async Task post_answers_200_with_the_message_as_get_shows_it_from_then_on()
    {
        var room = await host.Room();
        var posted = await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"hey"}"""));
        Golden.ShouldMatch(
            $$"""{"id":"<uuid>","createdAt":"<number>","createdBy":"ann","room":"{{room}}","text":"hey","seenBy":[]}""", posted.Bytes);
        posted.Long("createdAt").ShouldBeInRange(
            DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        (await host.Scenario(x => x.Get($"/chat-messages/{posted.String("id")}").As(host.Ann))).Text.ShouldBe(posted.Text);
    }

    [Fact]
    public async Task every_member_of_a_post_comes_back_in_the_order_of_the_table()
    {
        var room = await host.Room();
        var posted = await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""
            {"room":"{{room}}","session":"s-1","text":"look","media":"https://example.com/a.png","createdAt":1564661697125}
            """));
        Golden.ShouldMatch($$"""
            {"id":"<uuid>","createdAt":1564661697125,"createdBy":"ann","room":"{{room}}","session":"s-1","text":"look",
             "media":"https://example.com/a.png","seenBy":[]}
            """, posted.Bytes);
        (await host.Scenario(x => x.Get($"/chat-messages/{posted.String("id")}").As(host.Ben))).Text.ShouldBe(posted.Text);
    }

    [Fact]
    public async Task a_medium_by_itself_has_no_text_and_a_post_without_anything_is_accepted()
    {
        var room = await host.Room();
        var medium = await Post($$"""{"room":"{{room}}","media":"https://example.com/scan.pdf"}""");
        Golden.ShouldMatch($$"""
            {"id":"<uuid>","createdAt":"<number>","createdBy":"ann","room":"{{room}}","media":"https://example.com/scan.pdf","seenBy":[]}
            """, medium.Bytes);
        var nothing = await Post($$"""{"room":"{{room}}"}""");
        Golden.ShouldMatch(
            $$"""{"id":"<uuid>","createdAt":"<number>","createdBy":"ann","room":"{{room}}","text":"","seenBy":[]}""", nothing.Bytes);
        foreach (var posted in new[] { medium, nothing })
            (await host.Scenario(x => x.Get($"/chat-messages/{posted.String("id")}").As(host.Ann))).Text.ShouldBe(posted.Text);
    }

    [Fact]
    public async Task empty_and_null_mean_not_given_and_what_is_not_documented_is_passed_over()
    {
        var room = await host.Room();
        var posted = await Post(
            $$"""{"room":"{{room}}","session":"","text":"x","media":null,"createdAt":null,"createdBy":"ben","id":"mine","seenBy":["ben"]}""");
        Golden.ShouldMatch(
            $$"""{"id":"<uuid>","createdAt":"<number>","createdBy":"ann","room":"{{room}}","text":"x","seenBy":[]}""", posted.Bytes);
    }

    [Fact]
    public async Task a_body_is_json_whatever_its_content_type_says()
    {
        var room = await host.Room();
        foreach (var type in new[] { null, "application/x-www-form-urlencoded", "text/plain" })
        {
            await host.Scenario(x => x.Post("/chat-messages").As(host.Ann)
                .Body(Encoding.UTF8.GetBytes($$"""{"room":"{{room}}","text":"{{type}}"}"""), type));
        }
    }

    [Fact]
    public async Task a_claimed_time_is_shown_and_sorts_nothing_within_a_room()
    {
        var room = await host.Room();
        var now = await host.Post(room, host.Ann, "now");
        var past = await Post($$"""{"room":"{{room}}","text":"past","createdAt":1564661697125}""");
        var ids = (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann))).Ids();
        ids.ShouldBe([now.Id.ToString(), past.String("id")!]);
    }

    [Fact]
    public async Task patch_seen_puts_the_account_into_seenBy_once_and_nothing_takes_it_out()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "hey");
        var expected = $$"""{"id":"{{posted.Id}}","createdAt":"<number>","createdBy":"ann","room":"{{room}}","text":"hey","seenBy":["ben"]}""";
        foreach (var body in new[] { """{"seen":true}""", """{"seen":true}""", """{"seen":false}""", "{}", "", """{"text":"other","seen":null}""" })
            Golden.ShouldMatch(expected, (await Patch(posted.Id, host.Ben, body)).Bytes);
        (await host.EventsOf(room)).ShouldBe(5); // created, joined, moderator, posted, seen
    }

    [Fact]
    public async Task patch_without_seen_true_does_nothing()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "hey");
        foreach (var body in new[] { """{"seen":false}""", "{}", "" })
            (await Patch(posted.Id, host.Ben, body)).Json.GetProperty("seenBy").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task seenBy_is_exactly_who_said_so_message_by_message()
    {
        var room = await host.Room();
        var first = await host.Post(room, host.Ann, "1");
        var second = await host.Post(room, host.Ben, "2");
        var third = await host.Post(room, host.Ann, "3");
        await Patch(second.Id, host.Ann, """{"seen":true}""");
        await Patch(third.Id, host.Ben, """{"seen":true}""");
        await Patch(second.Id, host.Ben, """{"seen":true}"""); // the author's own act counts as any

        var found = (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann))).Json.EnumerateArray()
            .Select(m => string.Join(',', m.GetProperty("seenBy").EnumerateArray().Select(u => u.GetString())));
        found.ShouldBe(["", "ann,ben", "ben"]);
        first.Id.ShouldNotBe(second.Id);
    }

    [Fact]
    public async Task what_other_apis_write_is_shown_as_far_as_there_are_words_for_it()
    {
        var room = await host.Room();
        await host.Post(room, author: null, "Ann opened the room");
        var parent = await host.Post(room, host.Ann, "to be commented on");
        await host.Post(room, host.Ben, "a comment", parent: parent.Number);
        await host.Post(room, host.Ben, "", details: new() { Links = [new("https://example.com/p.gif", LinkType.Image)] });
        var deleted = await host.Post(room, host.Ben, "never mind");
        await host.Do(new DeleteMessage(room, Actor.Server, deleted.Number));

        var answer = await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann));
        Golden.ShouldMatch($$"""
            [
              {"id":"<uuid>","createdAt":"<number>","createdBy":"","room":"{{room}}","text":"Ann opened the room","seenBy":[]},
              {"id":"<uuid>","createdAt":"<number>","createdBy":"ann","room":"{{room}}","text":"to be commented on","seenBy":[]},
              {"id":"<uuid>","createdAt":"<number>","createdBy":"ben","room":"{{room}}","text":"a comment","seenBy":[]},
              {"id":"<uuid>","createdAt":"<number>","createdBy":"ben","room":"{{room}}","media":"https://example.com/p.gif","seenBy":[]}
            ]
            """, answer.Bytes);
        await host.Scenario(x =>
        {
            x.Get($"/chat-messages/{deleted.Id}").As(host.Ann);
            x.StatusShouldBe(404);
        });
    }

    [Fact]
    public async Task an_edited_message_has_its_new_text()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "teh");
        await host.Do(new EditMessage(room, Actor.Server, posted.Number, "the"));
        (await host.Scenario(x => x.Get($"/chat-messages/{posted.Id}").As(host.Ben))).String("text").ShouldBe("the");
    }

    private Task<Answer> Post(string json) => host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json(json));

    private Task<Answer> Patch(Guid id, Identity who, string json) =>
        host.Scenario(x => x.To(HttpMethod.Patch, $"/chat-messages/{id}").As(who).Json(json));
}
