using System.Text.Json;
using ChatEs.Application.Tenancy;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.CrossDialect;

/// <summary>One room of Ann and Ben, and six APIs that show it.</summary>
public sealed class one_core(ActingHost<one_core> host) : IClassFixture<ActingHost<one_core>>
{
    [Fact]
    public async Task what_is_posted_by_one_api_is_read_by_all_the_others()
    {
        var key = host.New("lounge");
        var room = await Channel(key);
        var ann = await Token("ann");

        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json("""{"text":"by /v1 ñ 🎈"}""");
            x.StatusShouldBe(201);
        });
        await host.Scenario(x => Qiscus(x.Post("/api/v2.1/rest/post_comment")).Json($$"""{"user_id":"ann","room_id":"{{room}}","message":"by Qiscus"}"""));
        await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"by chat-messages"}"""));
        await host.Scenario(x => x.Post($"/api/v1/rooms/{room}/messages").As(host.Ann).Json("""{"content":"by Virola"}"""));
        await host.Scenario(x => MeetingLawyers(x.Post("/chat/message"), ann).Json(
            $$"""{"room_id":{{room}},"message_id":"{{Guid.NewGuid()}}","type":"text","content":"by MeetingLawyers"}"""));

        string[] all = ["by /v1 ñ 🎈", "by Qiscus", "by chat-messages", "by Virola", "by MeetingLawyers"];
        (await Texts(x => x.Get($"/v1/rooms/{room}/messages").As(host.Ben), "messages", "text")).ShouldBe(all);
        (await Texts(x => x.Post("/rpc/RoomlioService/RoomHistory").As(host.Server).Json($$"""{"roomKey":"{{key}}"}"""), "messages", "body")).ShouldBe(all);
        (await Texts(x => Qiscus(x.Get($"/api/v2.1/rest/load_comments?room_id={room}")), "results.comments", "message")).Reverse().ShouldBe(all);
        (await Texts(x => x.Get($"/chat-messages?room={room}").As(host.Ben), "", "text")).ShouldBe(all);
        (await Texts(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben), "messages", "text")).ShouldBe(all);
        var ben = await Token("ben");
        (await Texts(x => MeetingLawyers(x.Get($"/chat/message?room={room}"), ben), "", "text")).ShouldBe(all);
    }

    [Fact]
    public async Task what_is_read_in_virola_is_read_everywhere()
    {
        var room = await Channel(host.New("clinic"));
        await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"one"}"""));
        await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"two"}"""));
        (await UnreadInQiscus(room)).ShouldBe(2);
        var shown = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben));
        var first = shown.Json.GetProperty("messages")[0].GetProperty("messageId").GetInt64();

        await host.Scenario(x => x.Post($"/api/v1/messages/{first}/read").As(host.Ben));

        (await UnreadInQiscus(room)).ShouldBe(1);
        var found = await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann));
        found.Json.EnumerateArray().Select(m => m.GetProperty("seenBy").GetArrayLength()).ShouldBe([1, 0]);
        found.Json[0].GetProperty("seenBy")[0].GetString().ShouldBe("ben");
        var ann = await Token("ann");
        (await Texts(x => MeetingLawyers(x.Get($"/chat/message?room={room}"), ann), "", "status")).ShouldBe(["read", "sent"]);
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/unread").As(host.Ben))).Long("unread").ShouldBe(1);
    }

    [Fact]
    public async Task what_is_seen_elsewhere_is_read_in_virola()
    {
        var room = await Channel(host.New("desk"));
        await host.Scenario(x => Qiscus(x.Post("/api/v2.1/rest/post_comment")).Json($$"""{"user_id":"ann","room_id":"{{room}}","message":"look"}"""));

        await host.Scenario(x => x.Post($"/v1/rooms/{room}/seen").As(host.Ben).Json("""{"upTo":1}"""));

        var message = (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Json.GetProperty("messages")[0];
        message.GetProperty("readTimestamps")[0].GetProperty("userId").GetInt64().ShouldBe(host.Ben.UserNumber!.Value);
        (await UnreadInQiscus(room)).ShouldBe(0);
    }

    [Fact]
    public async Task a_deleted_message_is_gone_from_all_of_them_and_its_edit_is_new_text()
    {
        var key = host.New("board");
        var room = await Channel(key);
        await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"draft"}"""));
        await host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Json($$"""{"room":"{{room}}","text":"slip"}"""));

        await host.Scenario(x => x.To(HttpMethod.Patch, $"/v1/rooms/{room}/messages/1").As(host.Ann).Json("""{"text":"final"}"""));
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/2").As(host.Ann);
            x.StatusShouldBe(204);
        });

        var history = await host.Scenario(x => x.Post("/rpc/WebAPI/RoomHistory").As(host.Server).Json($$"""{"roomKey":"{{key}}"}"""));
        var only = history.Json.GetProperty("messages").EnumerateArray().Single();
        only.GetProperty("body").GetString().ShouldBe("final");
        only.GetProperty("editedAt").GetString().ShouldNotBe("0001-01-01T00:00:00Z");
        (await Texts(x => x.Get($"/chat-messages?room={room}").As(host.Ben), "", "text")).ShouldBe(["final"]);
        (await Texts(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben), "messages", "text")).ShouldBe(["final"]);
        (await Texts(x => Qiscus(x.Get($"/api/v2.1/rest/load_comments?room_id={room}")), "results.comments", "message")).ShouldBe(["final"]);
        (await UnreadInQiscus(room)).ShouldBe(1);
    }

    /// <summary>Made by Qiscus, whose unique_id is the key of the room everywhere.</summary>
    private async Task<string> Channel(string key) => (await host.Scenario(x => Qiscus(x.Post("/api/v2.1/rest/get_or_create_channel"))
            .Json($$"""{"unique_id":"{{key}}","participants":["ann","ben"]}""")))
        .Json.GetProperty("results").GetProperty("room").GetProperty("room_id").GetString()!;

    private async Task<long> UnreadInQiscus(string room) =>
        (await host.Scenario(x => Qiscus(x.Get($"/api/v2.1/rest/get_unread_count?user_id=ben&room_ids[]={room}"))))
        .Json.GetProperty("results").GetProperty("unread_counts")[0].GetProperty("unread_count").GetInt64();

    private async Task<string[]> Texts(Action<Scenario> tell, string path, string member)
    {
        var json = (await host.Scenario(tell)).Json;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            json = json.GetProperty(name);
        return [.. json.EnumerateArray().Select(m => m.GetProperty(member).GetString()!)];
    }

    private Scenario Qiscus(Scenario x) => x.Header("QISCUS-SDK-SECRET", host.Server.Secret);

    private static Scenario MeetingLawyers(Scenario x, (string KeyId, string Token) who) =>
        x.Header("Api-Key", who.KeyId).Header("Authorization", $"Bearer {who.Token}");

    private static Scenario Keys(Scenario x, string keyId, string secret) => x.Header("Api-Key", keyId).Header("Secret-Key", secret);

    private async Task<(string KeyId, string Token)> Token(string user)
    {
        var keyId = (await host.Chat.Service<Credentials>().Find(host.Server.Secret, default))!.KeyId!;
        var answer = await host.Scenario(x => Keys(x.Post("/s2s/v1/users/authenticate"), keyId, host.Server.Secret)
            .Json(JsonSerializer.Serialize(new { user_id = user })));
        return (keyId, answer.String("access_token")!);
    }
}
