using System.Text.Json;
using ChatEs.Api.Tests.Cli;
using ChatEs.Api.Tests.Hosting;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Webhooks;

/// <summary>Two real processes on one database, and a receiver that outlives them.</summary>
public sealed class several_processes_that_deliver : IAsyncLifetime
{
    private const int Rooms = 6;
    private const int Posts = 40;

    private ChatEsHost _host = null!;
    private Npgsql.NpgsqlDataSource _db = null!;
    private WebhookTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        // This one delivers nothing: it is not allowed to send anywhere, and only asked by the test.
        _host = await ChatEsHost.Start($"webhook_processes_{Guid.NewGuid():n}"[..50]);
        await _host.Service<Application.Webhooks.WebhookDelivery>().StopAsync(default);
        _db = EventStore.PostgresEventStore.DataSource(_host.ConnectionString, "chat");
        _tenant = new(_host, _db, await _host.Tenant("acme"), await _host.User("acme", "ann"), await _host.User("acme", "ben"));
    }

    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task deliver_each_event_once_and_in_the_order_of_its_room()
    {
        await using var receiver = await Receiver.Start();
        using var first = await Serve();
        using var second = await Serve();
        var (id, rooms) = (await Register(first, receiver.Url), await OpenRooms());

        await Storm(rooms);
        await _tenant.Settled(id);

        var log = await _tenant.Log("room-%", 0);
        receiver.All.Select(r => r.Sequence).Order().ShouldBe(log);
        ShouldBeInOrder(receiver.All, rooms);
    }

    [Fact]
    public async Task lose_nothing_when_one_is_killed_in_the_middle()
    {
        await using var receiver = await Receiver.Start();
        var first = await Serve();
        var (id, rooms) = (await Register(first, receiver.Url), await OpenRooms());
        var second = await Serve();
        var storm = Storm(rooms);
        await receiver.TakesAtLeast(Rooms * Posts / 3);
        // The first one has the webhook: it was there alone.
        first.Signal("KILL");
        await storm;
        await _tenant.Settled(id);
        using var stopped = first;
        using var goesOn = second;

        var log = await _tenant.Log("room-%", 0);
        receiver.Taken.Select(r => r.Sequence).Distinct().Order().ShouldBe(log);
        // What came twice is what was on its way, or not yet told to the database: not the whole again.
        (receiver.Taken.Count - log.Count).ShouldBeLessThan(log.Count / 2);
        ShouldBeInOrder(receiver.Taken.DistinctBy(r => r.Id), rooms);
        receiver.Taken.GroupBy(r => r.Sequence).ShouldAllBe(same => same.Select(r => r.Id).Distinct().Count() == 1);
    }

    private static void ShouldBeInOrder(IEnumerable<Received> received, long[] rooms)
    {
        foreach (var room in rooms)
        {
            var numbers = received.Where(r => r.Type == "message_posted" && r.Room == room).Select(r => r.Json.GetProperty("number").GetInt64());
            numbers.ShouldBe(Enumerable.Range(1, Posts).Select(i => (long)i), $"room {room}");
        }
    }

    private Task Storm(long[] rooms) => Task.WhenAll(rooms.Select(async room =>
    {
        for (var i = 1; i <= Posts; i++)
            await _tenant.Post(room, $"{i}");
    }));

    private async Task<long[]> OpenRooms()
    {
        var rooms = new long[Rooms];
        for (var i = 0; i < Rooms; i++)
            rooms[i] = await _tenant.Room();
        return rooms;
    }

    private async Task<string> Register(Chates process, string url)
    {
        using var http = new HttpClient { BaseAddress = new(JsonDocument.Parse(process.Out).RootElement.GetProperty("url").GetString()!) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _tenant.Server.Secret);
        using var body = new StringContent(JsonSerializer.Serialize(new { url }));
        using var answer = await http.PostAsync("/v1/webhooks", body);
        var id = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("webhook").GetString()!;
        await WebhookTenant.Until(async () => await _tenant.Number("select epoch from vault.webhooks where webhook_id = $1", id) > 0, "somebody works on it");
        return id;
    }

    private async Task<Chates> Serve()
    {
        var process = Chates.Start(
            ["serve", "--json", "--urls", "http://127.0.0.1:0"],
            [
                ("ConnectionStrings__ChatEs", _host.ConnectionString), ("ASPNETCORE_ENVIRONMENT", "Production"),
                .. WebhookWorld<int>.Settings.Select(s => (s.Name.Replace(":", "__", StringComparison.Ordinal), (string?)s.Value)),
            ]);
        await ServerFolder.Until(() => process.Out.Length > 0 || process.Process.HasExited, "it serves");
        process.Process.HasExited.ShouldBeFalse(process.Error);
        return process;
    }
}
