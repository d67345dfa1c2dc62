using ChatEs.Testing;
using Xunit;

namespace ChatEs.Api.Tests.Native;

/// <summary>
/// The service for one test class, with the tenant <c>acme</c>, its secret key, and three users with tokens.
/// </summary>
public sealed class HostOf<TTests> : IAsyncLifetime
{
    private int _next;
    private V1Document _document = null!;

    public ChatEsHost Chat { get; private set; } = null!;

    public Identity Server { get; private set; } = null!;

    public Identity Ann { get; private set; } = null!;

    public Identity Ben { get; private set; } = null!;

    public Identity Cid { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"native_{typeof(TTests).Name}");
        _document = await V1Document.Of(Chat);
        Server = await Chat.Tenant("acme");
        Ann = await Chat.User("acme", "ann");
        Ben = await Chat.User("acme", "ben");
        Cid = await Chat.User("acme", "cid");
    }

    public ValueTask DisposeAsync() => Chat.DisposeAsync();

    /// <summary>A name that no other test of the class uses.</summary>
    public string New(string name) => $"{name}-{Interlocked.Increment(ref _next)}";

    /// <summary>One request, whose answer must be what the scenario says, and one that the OpenAPI document promises.</summary>
    public async Task<Answer> Scenario(Action<Scenario> tell)
    {
        var answer = await Chat.Scenario(tell);
        _document.ShouldPromise(answer);
        return answer;
    }

    /// <summary>A room of Ann's with Ben in it.</summary>
    public async Task<long> Room(string visibility = "private") => (await Scenario(x =>
    {
        x.Post("/v1/rooms").As(Ann).Json($$"""{"name":"Lounge","visibility":"{{visibility}}","participants":["ben"]}""");
        x.StatusShouldBe(201);
    })).Long("room");

    public Task<Answer> Post(long room, Identity author, string text) => Scenario(x =>
    {
        x.Post($"/v1/rooms/{room}/messages").As(author).Json($$"""{"text":"{{text}}"}""");
        x.StatusShouldBe(201);
    });

    public async Task<long> Unread(long room, Identity user) =>
        (await Scenario(x => x.Get($"/v1/rooms/{room}/unread").As(user))).Long("unread");
}
