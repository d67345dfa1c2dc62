using System.Text.Json;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Webhooks;

/// <summary>The service for one test class, which sends to this machine and loses no time, and a tenant for each test.</summary>
public sealed class WebhookWorld<TTests> : IAsyncLifetime
{
    private int _next;

    public static readonly (string Name, string Value)[] Settings =
    [
        ("Webhooks:AllowPrivateAddresses", "true"), ("Webhooks:AllowHttp", "true"), ("Webhooks:FirstDelay", "00:00:00.010"),
        ("Webhooks:LongestDelay", "00:00:00.200"), ("Webhooks:Patience", "00:00:02"),
    ];

    public ChatEsHost Chat { get; private set; } = null!;

    public NpgsqlDataSource Db { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"webhooks_{typeof(TTests).Name}", new HostSettings(null, Settings));
        Db = PostgresEventStore.DataSource(Chat.ConnectionString, "chat");
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await Chat.DisposeAsync();
    }

    internal async Task<WebhookTenant> Tenant()
    {
        var name = $"t{Interlocked.Increment(ref _next)}";
        return new(Chat, Db, await Chat.Tenant(name), await Chat.User(name, "ann"), await Chat.User(name, "ben"));
    }
}

/// <summary>A tenant with two users, and what a test does in it.</summary>
internal sealed record WebhookTenant(ChatEsHost Chat, NpgsqlDataSource Db, Identity Server, Identity Ann, Identity Ben)
{
    public async Task<(string Id, string Secret)> Register(string url, string form = "own", params string[] events)
    {
        var answer = await Chat.Scenario(x =>
        {
            x.Post("/v1/webhooks").As(Server).Json(JsonSerializer.Serialize(new { url, form, events }));
            x.StatusShouldBe(201);
        });
        answer.Header("Location").ShouldBe($"/v1/webhooks/{answer.String("webhook")}");
        return (answer.String("webhook")!, answer.String("secret")!);
    }

    public async Task<long> Room(string more = "") => (await Chat.Scenario(x =>
    {
        x.Post("/v1/rooms").As(Ann).Json($$"""{"name":"Lounge","participants":["ben"]{{more}}}""");
        x.StatusShouldBe(201);
    })).Long("room");

    public Task<Answer> Post(long room, string text, Identity? by = null) => Chat.Scenario(x =>
    {
        x.Post($"/v1/rooms/{room}/messages").As(by ?? Ann).Json(JsonSerializer.Serialize(new { text }));
        x.StatusShouldBe(201);
    });

    public Task<Answer> Webhook(string id) => Chat.Scenario(x => x.Get($"/v1/webhooks/{id}").As(Server));

    public Task<Answer> Call(string method, string path, int status, string? json = null) => Chat.Scenario(x =>
    {
        x.To(new HttpMethod(method), $"/v1/webhooks/{path}").As(Server).JsonOrNot(json);
        x.StatusShouldBe(status);
    });

    public async Task<List<JsonElement>> Deliveries(string id, string query = "") =>
        [.. (await Chat.Scenario(x => x.Get($"/v1/webhooks/{id}/deliveries{query}").As(Server))).Json.GetProperty("deliveries").EnumerateArray()];

    /// <summary>The webhook has come as far as the log.</summary>
    public async Task Settled(string id)
    {
        var head = await Number("select max(seq_id) from events.mt_events where tenant_id = $1", Server.Tenant);
        await Until(async () => await Webhook(id) is var w && w.Long("checkpoint") >= head && w.Long("waiting") == 0, "the webhook has come to the end of the log");
    }

    public static async Task Until(Func<Task<bool>> happened, string what)
    {
        var late = DateTime.UtcNow.AddSeconds(60);
        while (!await happened())
        {
            if (DateTime.UtcNow > late)
                throw new TimeoutException($"Within a minute it did not come true that {what}.");
            await Task.Delay(20);
        }
    }

    public async Task<long> Number(string sql, params object[] parameters)
    {
        await using var command = Db.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What the log says that a webhook of our own form is to be told, in its order.</summary>
    public async Task<List<long>> Log(string stream, long after)
    {
        await using var command = Db.CreateCommand(
            "select seq_id from events.mt_events where tenant_id = $1 and stream_id like $2 and seq_id > $3 order by seq_id");
        command.Parameters.Add(new() { Value = Server.Tenant });
        command.Parameters.Add(new() { Value = stream });
        command.Parameters.Add(new() { Value = after });
        await using var reader = await command.ExecuteReaderAsync();
        List<long> log = [];
        while (await reader.ReadAsync())
            log.Add(reader.GetInt64(0));
        return log;
    }
}
