using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ChatEs.Api.Tests.Cli;
using ChatEs.Api.Tests.Hosting;
using ChatEs.Application.Replay;
using ChatEs.EventStore;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Processes;

/// <summary>Real service processes, each with a writer and caches of its own, and clients that remember every answer.</summary>
public sealed class several_processes_on_one_database : IAsyncLifetime
{
    private const int Clients = 48;

    private ChatEsHost _host = null!;
    private Identity _server = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ChatEsHost.Start($"processes_{Guid.NewGuid():n}");
        _server = await _host.Tenant("acme");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(2, 1_000)]
    [InlineData(3, 1_000)]
    public async Task store_every_answered_post_once_and_number_densely(int processes, int rooms)
    {
        var numbers = await Rooms(rooms);
        using var first = await Service.Start(_host.ConnectionString, _server);
        using var second = await Service.Start(_host.ConnectionString, _server);
        using var third = processes > 2 ? await Service.Start(_host.ConnectionString, _server) : null;
        Service[] services = third is null ? [first, second] : [first, second, third];

        var answers = await Storm(services, numbers, postsOfEach: 40);
        answers.Count.ShouldBe(Clients * 40);
        await ShouldHold(answers, all: true);
    }

    [Fact]
    public async Task lose_no_answered_post_when_one_is_killed()
    {
        var numbers = await Rooms(1);
        using var survivor = await Service.Start(_host.ConnectionString, _server);
        using var victim = await Service.Start(_host.ConnectionString, _server);
        var storm = Storm([survivor, victim], numbers, postsOfEach: 60);
        await ServerFolder.Until(() => victim.Answered > 100 || storm.IsCompleted, "the storm rages");
        victim.Kill();
        var answers = await storm;
        answers.Count.ShouldBeInRange(Clients * 30, Clients * 60 - 1);
        await ShouldHold(answers, all: false);
    }

    /// <summary>64 callers at once, on three processes: one of them creates, and all get the same.</summary>
    [Fact]
    public async Task make_one_single_room_one_channel_and_one_user_of_a_name()
    {
        using var first = await Service.Start(_host.ConnectionString, _server);
        using var second = await Service.Start(_host.ConnectionString, _server);
        using var third = await Service.Start(_host.ConnectionString, _server);
        Service[] services = [first, second, third];

        for (var round = 0; round < 3; round++)
        {
            var (ann, ben, n) = ($"ann-{round}", $"ben-{round}", round);
            await AllGetOne(services, "/v1/users", "number", _ => $$"""{"id":"newcomer-{{n}}"}""");
            await AllGetOne(services, "/v1/rooms", "room", i => i % 2 == 0
                ? $$"""{"kind":"single","participants":["{{ann}}","{{ben}}"]}"""
                : $$"""{"kind":"single","participants":["{{ben}}","{{ann}}"]}""");
            await AllGetOne(services, "/v1/rooms", "room", _ => $$"""{"kind":"channel","key":"channel-{{n}}","participants":["{{ann}}"]}""");
        }
        await ShouldHold([], all: true);
    }

    private static async Task AllGetOne(Service[] services, string path, string member, Func<int, string> body)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => services[i % services.Length].Send(path, body(i))));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1, path);
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(63, path);
        answers.Select(answer => answer.Body.GetProperty(member).GetInt64()).Distinct().Count().ShouldBe(1, path);
    }

    /// <summary>Not all at once: on a busy machine a thousand would wait for connections longer than the service lets them.</summary>
    private async Task<long[]> Rooms(int count)
    {
        var rooms = new long[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, token) => rooms[i] = (await _host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(_server).Json("""{"visibility":"public"}""");
            x.StatusShouldBe(201);
        }, token)).Long("room"));
        return rooms;
    }

    private static async Task<List<Answered>> Storm(Service[] services, long[] rooms, int postsOfEach)
    {
        var answers = new ConcurrentBag<Answered>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var service = services[client % services.Length];
            for (var i = 0; i < postsOfEach; i++)
            {
                if (await service.Post(rooms[(client * 31 + i * 7) % rooms.Length], $"user-{client}") is not { } answered)
                    return;
                answers.Add(answered);
            }
        }));
        return [.. answers];
    }

    /// <param name="all">Nothing but the answered posts may be there; else more may be, but not twice.</param>
    private async Task ShouldHold(List<Answered> answers, bool all)
    {
        await using var db = PostgresEventStore.DataSource(_host.ConnectionString, "chat");
        var stored = await Stored(db);
        foreach (var room in stored.GroupBy(m => m.Room))
            room.Select(m => m.Number).Order().ShouldBe(Enumerable.Range(1, room.Count()).Select(n => (long)n), $"room {room.Key}");
        stored.Select(m => m.Id).Distinct().Count().ShouldBe(stored.Count);
        answers.Except(stored).ShouldBeEmpty();
        if (all)
            stored.Count.ShouldBe(answers.Count);

        var log = new LogReader(db, Application.EventTable.Create());
        var last = await log.LastSequence();
        (await Scalar(db, "select count(*) from events.mt_events where seq_id between 1 and (select last_seq from events.mt_head)")).ShouldBe(last);
        var faults = await Task.WhenAll(stored.Select(m => m.Room).Distinct().Take(20)
            .Select(room => new ChainVerifier(db).Verify(new StreamKey("acme", $"room-{room}"))));
        faults.ShouldAllBe(fault => fault == null);
        (await _host.Service<Projections>().Verify()).Difference.ShouldBeNull();
    }

    private static async Task<List<Answered>> Stored(NpgsqlDataSource db)
    {
        await using var command = db.CreateCommand("select room, number, id from messages");
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new List<Answered>();
        while (await reader.ReadAsync())
            stored.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetGuid(2)));
        return stored;
    }

    private static async Task<long> Scalar(NpgsqlDataSource db, string sql)
    {
        await using var command = db.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private sealed record Answered(long Room, long Number, Guid Id);

    private sealed class Service : IDisposable
    {
        private readonly Chates _process;
        private readonly HttpClient _http;
        private int _answered;

        private Service(Chates process, HttpClient http) => (_process, _http) = (process, http);

        public int Answered => Volatile.Read(ref _answered);

        public static async Task<Service> Start(string connectionString, Identity key)
        {
            var process = Chates.Start(
                ["serve", "--json", "--urls", "http://127.0.0.1:0"],
                ("ConnectionStrings__ChatEs", connectionString), ("ASPNETCORE_ENVIRONMENT", "Production"));
            await ServerFolder.Until(() => process.Out.Length > 0 || process.Process.HasExited, "it serves");
            process.Process.HasExited.ShouldBeFalse(process.Error);
            var http = new HttpClient { BaseAddress = new(JsonDocument.Parse(process.Out).RootElement.GetProperty("url").GetString()!) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
            return new Service(process, http);
        }

        /// <returns>Null when the service went away without an answer.</returns>
        public async Task<Answered?> Post(long room, string user)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/rooms/{room}/messages");
            request.Headers.Add("X-ChatEs-User", user);
            request.Content = new StringContent("""{"text":"storm"}""", Encoding.UTF8, "application/json");
            try
            {
                using var response = await _http.SendAsync(request);
                var body = await response.Content.ReadAsStringAsync();
                response.StatusCode.ShouldBe(HttpStatusCode.Created, body);
                Interlocked.Increment(ref _answered);
                var posted = JsonDocument.Parse(body).RootElement;
                return new(room, posted.GetProperty("number").GetInt64(), posted.GetProperty("id").GetGuid());
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return null;
            }
        }

        public async Task<(HttpStatusCode Status, JsonElement Body)> Send(string path, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _http.PostAsync(path, content);
            return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
        }

        public void Kill() => _process.Signal("KILL");

        public void Dispose()
        {
            _http.Dispose();
            _process.Dispose();
        }
    }
}
