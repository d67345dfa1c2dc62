using System.Text.Json;
using System.Text.Json.Nodes;
using ChatEs.Api.Dialects.Roomlio;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Testing;
using Xunit;

namespace ChatEs.Api.Tests.Roomlio;

/// <summary>The service on the day of the vendor's example, with a tenant, a rival, and three people.</summary>
public sealed class RoomlioWorld<TTests> : IAsyncLifetime
{
    public const string Url = "/rpc/RoomlioService/RoomHistory";

    public ChatEsHost Chat { get; private set; } = null!;

    public MovableClock Clock { get; } = new(new(2021, 1, 6, 18, 59, 39, TimeSpan.Zero));

    public Acting Acting { get; private set; } = null!;

    public Identity Key { get; private set; } = null!;

    public Identity Rival { get; private set; } = null!;

    public Identity AnnsToken { get; private set; } = null!;

    public UserNumber Ann { get; private set; }

    public UserNumber Ben { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"roomlio_{typeof(TTests).Name}", new HostSettings(Clock));
        Key = await Chat.Tenant("acme");
        Rival = await Chat.Tenant("rival");
        AnnsToken = await Chat.User("acme", "ann");
        Ann = new(AnnsToken.UserNumber!.Value);
        Ben = new((await Chat.User("acme", "ben")).UserNumber!.Value);
        Acting = new(Chat);
    }

    public ValueTask DisposeAsync() => Chat.DisposeAsync();

    public Task<Answer> Scenario(Action<Scenario> tell) => Chat.Scenario(tell);

    public async Task<Answer> History(string body, Identity? by = null) => await Scenario(x => x.Post(Url).As(by ?? Key).Json(body));

    public Task<Answer> History(object asked, Identity? by = null) => History(JsonSerializer.Serialize(asked), by);

    /// <summary>What is asked about this room, with more parameters.</summary>
    public async Task<Answer> History(RoomNumber room, string more = "") => await History($$"""{"roomID":"{{await Id(room)}}"{{more}}}""");

    public async Task<string> Id(RoomNumber room)
    {
        var view = await Chat.Service<RoomQueries>().Get("acme", room, viewer: null, default);
        return Spell(RoomlioId.RoomPrefix, RoomlioId.Of(room, view!.CreatedAt));
    }

    internal static string Spell(ReadOnlySpan<byte> prefix, RoomlioId id)
    {
        Span<byte> scratch = stackalloc byte[RoomlioId.MaxLength];
        return System.Text.Encoding.ASCII.GetString(id.Write(prefix, scratch));
    }

    /// <summary>As a client does it: the same parameters again with the next cursor, until there is no more.</summary>
    public async Task<List<string>> Walk(RoomNumber room, int limit, Func<Task>? between = null)
    {
        var bodies = new List<string>();
        var asked = new JsonObject { ["roomID"] = await Id(room), ["limit"] = limit };
        while (true)
        {
            var page = (await History(asked.ToJsonString())).Json;
            bodies.AddRange(page.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("body").GetString()!));
            if (!page.GetProperty("hasMore").GetBoolean())
                return bodies;
            asked["startCursor"] = page.GetProperty("nextCursor").GetString();
            if (between is not null)
                await between();
        }
    }
}

internal static class RoomlioAnswers
{
    public static List<string> Bodies(this Answer answer) =>
        [.. answer.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("body").GetString()!)];

    public static JsonElement Only(this Answer answer) => answer.Json.GetProperty("messages").EnumerateArray().Single();

    public static void ErrorShouldBe(this Scenario scenario, int status, string code)
    {
        scenario.StatusShouldBe(status);
        scenario.AnswerShould(answer =>
        {
            Shouldly.ShouldBeStringTestExtensions.ShouldBe(answer.ContentType, "application/json");
            Golden.ShouldMatch($$"""{"code":"{{code}}","message":"<text>"}""", answer.Bytes);
            Shouldly.ShouldBeNullExtensions.ShouldNotBeNull(answer.Header("X-Request-Id"));
        });
    }
}
