using System.Text.Json;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>The service for one test class, with the app <c>acme</c> and its secret.</summary>
public sealed class QiscusHost<TTests> : IAsyncLifetime
{
    private int _next;

    public ChatEsHost Chat { get; private set; } = null!;

    public Identity Acme { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"qiscus_{typeof(TTests).Name}");
        Acme = await Chat.Tenant("acme");
    }

    public ValueTask DisposeAsync() => Chat.DisposeAsync();

    /// <summary>A name that no other test of the class uses.</summary>
    public string New(string name) => $"{name}-{Interlocked.Increment(ref _next)}";

    public Task<Answer> Get(string call, int status = 200) => Chat.Get(Acme, call, status);

    public Task<Answer> Post(string call, string json, int status = 200) => Chat.Post(Acme, call, json, status);

    /// <summary>A group with these users in it, by its id.</summary>
    public async Task<string> Group(string name, params string[] users) =>
        (await Post("create_room", JsonSerializer.Serialize(new { room_name = name, participants = users, creator = users is [var first, ..] ? first : "app" }))).Room();

    public async Task<string> Single(string one, string other) =>
        (await Post("get_or_create_room_with_target", JsonSerializer.Serialize(new { user_ids = new[] { one, other } }))).Room();

    /// <returns>The id of the comment.</returns>
    public async Task<long> Comment(string room, string user, string text) => (await Post(
        "post_comment", JsonSerializer.Serialize(new { user_id = user, room_id = room, message = text })))
        .Json.GetProperty("results").GetProperty("comment").GetProperty("id").GetInt64();

    public async Task<string[]> Participants(string room) =>
        [.. (await Get($"get_room_participants?room_id={room}&limit=100")).Results("participants").Select(p => p.GetProperty("user_id").GetString()!)];
}

internal static class QiscusWords
{
    private const string Base = "/api/v2.1/rest/";

    public static Scenario Call(this Scenario x, HttpMethod method, string call) => x.To(method, Base + call);

    public static Scenario App(this Scenario x, Identity app) => x.Header("QISCUS-SDK-SECRET", app.Secret);

    public static Task<Answer> Get(this ChatEsHost chat, Identity app, string call, int status = 200) => chat.Scenario(x =>
    {
        x.Call(HttpMethod.Get, call).App(app);
        x.StatusShouldBe(status);
    });

    public static Task<Answer> Post(this ChatEsHost chat, Identity app, string call, string json, int status = 200) => chat.Scenario(x =>
    {
        x.Call(HttpMethod.Post, call).App(app).Json(json);
        x.StatusShouldBe(status);
    });

    public static string Room(this Answer answer) => answer.Json.GetProperty("results").GetProperty("room").GetProperty("room_id").GetString()!;

    public static bool Changed(this Answer answer) => answer.Json.GetProperty("results").GetProperty("changed").GetBoolean();

    public static List<JsonElement> Results(this Answer answer, string list) => [.. answer.Json.GetProperty("results").GetProperty(list).EnumerateArray()];

    public static IEnumerable<string> Rooms(this Answer answer) => answer.Results("rooms").Select(room => room.GetProperty("room_id").GetString()!);

    /// <summary>In the shape that the vendor's clients read, whose status is that of HTTP; and what it says of each thing wrong.</summary>
    public static void ErrorShouldBe(this Answer answer, int status, int? code, params string[] details)
    {
        answer.ContentType.ShouldBe("application/json");
        answer.Header("X-Request-Id").ShouldNotBeNullOrEmpty();
        Golden.ShouldMatch(
            $$"""
            {"error":{{{(code is { } number ? $"\"code\":{number}," : "")}}"message":"<text>","detailed_messages":[{{string.Join(',', answer.Details().Select(_ => "\"<text>\""))}}]},"status":{{status}}}
            """,
            answer.Bytes);
        answer.Status.ShouldBe(status);
        answer.Details().ShouldNotBeEmpty();
        if (details is not [])
            answer.Details().Length.ShouldBe(details.Length, answer.Text);
        foreach (var (detail, given) in details.Zip(answer.Details()))
            given.ShouldStartWith(detail);
    }

    private static string[] Details(this Answer answer) =>
        [.. answer.Json.GetProperty("error").GetProperty("detailed_messages").EnumerateArray().Select(detail => detail.GetString()!)];
}
