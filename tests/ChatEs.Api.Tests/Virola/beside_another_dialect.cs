using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

/// <summary>One room, two APIs: Virola's and that of chat-messages.</summary>
public sealed class beside_another_dialect(ActingHost<beside_another_dialect> host) : IClassFixture<ActingHost<beside_another_dialect>>
{
    [Fact]
    public async Task what_one_says_the_other_shows_and_seeing_is_the_same_act()
    {
        var room = await host.Room();
        await host.Scenario(x => x.Post($"/api/v1/rooms/{room}/messages").As(host.Ann).Json("""{"content":"by Virola"}"""));
        await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"by chat-messages"}"""));

        var there = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben));
        there.Texts().ShouldBe(["by Virola", "by chat-messages"]);
        var here = await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ben));
        here.Json.EnumerateArray().Select(m => m.GetProperty("text").GetString()).ShouldBe(["by Virola", "by chat-messages"]);
        (await Unread(room.Value)).ShouldBe(2);

        await host.Scenario(x => x.To(HttpMethod.Patch, $"/chat-messages/{here.Json[1].GetProperty("id")}").As(host.Ben).Json("""{"seen":true}"""));
        (await Unread(room.Value)).ShouldBe(1);
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Json.GetProperty("messages")[1]
            .GetProperty("readTimestamps")[0].GetProperty("userId").GetInt64().ShouldBe(host.Ben.UserNumber!.Value);

        await host.Scenario(x => x.Post($"/api/v1/messages/{there.Ids()[0]}/read").As(host.Ben));
        (await Unread(room.Value)).ShouldBe(0);
        (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann))).Json[0].GetProperty("seenBy")[0].GetString().ShouldBe("ben");

        await host.Scenario(x => x.Delete($"/api/v1/messages/{there.Ids()[0]}").As(host.Ann));
        (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann))).Json.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task a_file_attached_in_virola_is_the_medium_of_its_message()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "");
        await host.Scenario(x => x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ann).Content(Virola.Form(("files", "a.txt", "hello"u8.ToArray()))));
        var message = (await host.Scenario(x => x.Get($"/chat-messages/{posted.Id}").As(host.Ben))).Json;
        message.TryGetProperty("text", out _).ShouldBeFalse();
        var media = new Uri(message.GetProperty("media").GetString()!);
        (await host.Scenario(x => x.To(HttpMethod.Get, media))).Text.ShouldBe("hello"); // signed: no credentials are needed
    }

    private async Task<long> Unread(long room) =>
        (await host.Scenario(x => x.Get("/api/v1/rooms").As(host.Ben))).Json.GetProperty("rooms").EnumerateArray()
            .Single(json => json.GetProperty("roomId").GetInt64() == room).GetProperty("unreadMessageCount").GetInt64();
}
