using System.Text.Json;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

/// <summary>A user with what his client sends.</summary>
public sealed record Client(string ApiKey, string Token, string UserId, UserNumber Number);

/// <summary>The service on the day of the vendor's example, with a tenant, a rival, a lawyer and a client.</summary>
public sealed class MeetingLawyersWorld<TTests> : IAsyncLifetime
{
    public const int MaxBytes = 3_000_000;

    public const string LawyerId = "accec968-ec81-4af7-accb-e0e32e09fb26";

    public const string ClientId = "285c3d07-9b63-41e0-829f-5d51b31ffd29";

    public ChatEsHost Chat { get; private set; } = null!;

    public MovableClock Clock { get; } = new(new(2021, 8, 1, 7, 12, 23, 456, TimeSpan.Zero));

    public NpgsqlDataSource Db { get; private set; } = null!;

    public Acting Acting { get; private set; } = null!;

    public Identity Key { get; private set; } = null!;

    public Identity Rival { get; private set; } = null!;

    public Client Lawyer { get; private set; } = null!;

    public Client Consulter { get; private set; } = null!;

    public Client Stranger { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"ml_{typeof(TTests).Name}", new HostSettings(Clock, ("Files:MaxBytes", $"{MaxBytes}")));
        Db = PostgresEventStore.DataSource(Chat.ConnectionString, "chat");
        Key = await Chat.Tenant("acme");
        Rival = await Chat.Tenant("rival");
        Acting = new(Chat);
        Lawyer = await Client(LawyerId);
        Consulter = await Client(ClientId);
        Stranger = await Client("stranger");
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await Chat.DisposeAsync();
    }

    public Task<Answer> Scenario(Action<Scenario> tell) => Chat.Scenario(tell);

    public async Task<string> ApiKey(Identity key) => (await Chat.Service<Credentials>().Find(key.Secret, default))!.KeyId!;

    public async Task<Client> Client(string userId, Identity? key = null)
    {
        key ??= Key;
        var apiKey = await ApiKey(key);
        var answer = await Scenario(x => x.Post("/s2s/v1/users/authenticate").Keys(apiKey, key.Secret).Json(JsonSerializer.Serialize(new { user_id = userId })));
        return new(apiKey, answer.String("access_token")!, userId, Chat.Service<UserDirectory>().Known(key.Tenant, userId)!.Value);
    }

    /// <summary>A conversation of the two.</summary>
    public async Task<RoomNumber> Conversation()
    {
        var id = Guid.NewGuid().ToString("n");
        var (one, other) = (await Client($"lawyer-{id}"), await Client($"client-{id}"));
        (One, Other) = (one, other);
        return await Acting.Single(one.Number, other.Number);
    }

    /// <summary>The two of the last <see cref="Conversation"/>.</summary>
    public Client One { get; private set; } = null!;

    public Client Other { get; private set; } = null!;

    public Task<Answer> List(Client by, RoomNumber room, string more = "") => Scenario(x => x.Get($"/chat/message?room={room}{more}").As(by));

    public Task<Answer> Post(Client by, object message) =>
        Scenario(x => x.Post("/chat/message").As(by).Json(JsonSerializer.Serialize(message)));

    public async Task<long> Events(RoomNumber room, string type)
    {
        await using var command = Db.CreateCommand("select count(*) from events.mt_events where stream_id = $1 and type = $2");
        command.Parameters.AddWithValue($"room-{room}");
        command.Parameters.AddWithValue(type);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What is done after an answer cannot be waited for by the answer.</summary>
    public static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 400 && !await holds(); i++)
            await Task.Delay(25);
        (await holds()).ShouldBeTrue();
    }

    public async Task<List<MessageView>> All(RoomNumber room) =>
        [.. (await Chat.Service<MessageQueries>().Page("acme", room, viewer: null, new PageRequest.After(default, 1000), default))!.Messages];
}

internal static class MeetingLawyersScenarios
{
    public static Scenario As(this Scenario scenario, Client client) =>
        scenario.Header("Api-Key", client.ApiKey).Header("Authorization", $"Bearer {client.Token}").Header("Accept", "application/json");

    public static Scenario Keys(this Scenario scenario, string apiKey, string secretKey) =>
        scenario.Header("Api-Key", apiKey).Header("Secret-Key", secretKey);

    public static void ErrorShouldBe(this Scenario scenario, int status, string code)
    {
        scenario.StatusShouldBe(status);
        scenario.AnswerShould(answer =>
        {
            answer.ContentType.ShouldBe("application/json");
            Golden.ShouldMatch($$$"""{"error":{"code":"{{{code}}}","message":"<text>"}}""", answer.Bytes);
            answer.Header("X-Request-Id").ShouldNotBeNull();
        });
    }

    public static List<string> Texts(this Answer answer) => [.. answer.Json.EnumerateArray().Select(m => m.GetProperty("text").GetString()!)];

    public static List<string> Statuses(this Answer answer) => [.. answer.Json.EnumerateArray().Select(m => m.GetProperty("status").GetString()!)];
}
