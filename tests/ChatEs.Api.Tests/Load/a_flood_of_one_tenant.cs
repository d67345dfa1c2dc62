using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ChatEs.Api.Load;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Load;

/// <summary>A service that carries out four requests at once and lets four wait, while the log stands still.</summary>
public sealed class a_flood_of_one_tenant : IAsyncLifetime
{
    private const int AtOnce = 4;
    private const int Waiting = 4;

    private ChatEsHost _chat = null!;
    private Identity _flood = null!;
    private Identity _other = null!;
    private long _room;
    private long _quiet;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.StartOnKestrel("load_flood", new HostSettings(null, ("Load:AtOnce", $"{AtOnce}"), ("Load:Waiting", $"{Waiting}")));
        (_flood, _other) = ((await _chat.Tenant("flood")).For("ann"), (await _chat.Tenant("other")).For("ben"));
        (_room, _quiet) = (await Room(_flood), await Room(_other));
    }

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Fact]
    public async Task is_answered_429_beyond_what_may_wait_while_another_tenant_is_served_and_what_was_taken_is_stored()
    {
        await using var standstill = await Standstill();
        // Three are inside, four wait, and nobody may hold a fourth place: it is for others.
        var taken = Enumerable.Range(0, 7).Select(i => Post(_flood, _room, $"taken {i}")).ToList();
        await Until(() => _chat.Service<FairQueue>().Waiting == Waiting);

        foreach (var (dialect, request) in Calls())
        {
            using var refused = await _chat.Client.SendAsync(request);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, dialect);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1), dialect);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("Too many requests of this tenant wait already", Case.Sensitive, dialect);
        }
        using (var read = await _chat.Client.SendAsync(Request(HttpMethod.Get, $"/v1/rooms/{_quiet}/messages", _other)))
            read.StatusCode.ShouldBe(HttpStatusCode.OK, "another tenant reads as if nothing were the matter");

        await standstill.DisposeAsync();
        foreach (var answer in await Task.WhenAll(taken))
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Texts()).ShouldBe(Enumerable.Range(0, 7).Select(i => $"taken {i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task makes_room_for_who_comes_to_it_and_whoever_hangs_up_stores_nothing()
    {
        await using var standstill = await Standstill();
        var inside = Enumerable.Range(0, 3).Select(i => Post(_flood, _room, $"inside {i}")).ToList();
        var mine = Post(_other, _quiet, "mine");
        using var hangsUp = new CancellationTokenSource();
        await Until(() => Free() == 0);
        var gone = Post(_flood, _room, "gone", hangsUp.Token);
        await Until(() => _chat.Service<FairQueue>().Waiting == 1);
        await hangsUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        await Until(() => _chat.Service<FairQueue>().Waiting == 0);
        var waiting = Enumerable.Range(0, Waiting).Select(i => Post(_flood, _room, $"waiting {i}")).ToList();
        await Until(() => _chat.Service<FairQueue>().Waiting == Waiting);

        var second = Post(_other, _quiet, "second");
        var refused = await (await Task.WhenAny(waiting));
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "one of the four makes room");

        await standstill.DisposeAsync();
        foreach (var answer in await Task.WhenAll([mine, second, .. inside]))
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Task.WhenAll(waiting)).Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        (await Texts()).ShouldNotContain("gone");
        (await Texts()).Count().ShouldBe(6);
    }

    /// <summary>Every append waits until this is disposed of.</summary>
    private async Task<NpgsqlConnection> Standstill()
    {
        var connection = new NpgsqlConnection($"{_chat.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("begin; select last_seq from events.mt_head for update", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private IEnumerable<(string Dialect, HttpRequestMessage Request)> Calls()
    {
        yield return ("native", Request(HttpMethod.Get, "/v1/rooms", _flood));
        yield return ("chat-messages", Request(HttpMethod.Get, "/chat-messages", _flood));
        yield return ("roomlio", Request(HttpMethod.Post, "/rpc/RoomlioService/RoomHistory", _flood, """{"roomKey":"x"}"""));
        var qiscus = new HttpRequestMessage(HttpMethod.Get, "/api/v2.1/rest/get_user_list");
        qiscus.Headers.Add("QISCUS-SDK-SECRET", _flood.Secret);
        yield return ("qiscus", qiscus);
    }

    private int Free() => AtOnce - _chat.Service<FairQueue>().Inside;

    private Task<HttpResponseMessage> Post(Identity by, long room, string text, CancellationToken cancellation = default) =>
        _chat.Client.SendAsync(Request(HttpMethod.Post, $"/v1/rooms/{room}/messages", by, $$"""{"text":"{{text}}"}"""), cancellation);

    private async Task<long> Room(Identity by) => (await _chat.Scenario(x =>
    {
        x.Post("/v1/rooms").As(by).Json("{}");
        x.StatusShouldBe(201);
    })).Long("room");

    private async Task<IEnumerable<string?>> Texts()
    {
        using var answer = await _chat.Client.SendAsync(Request(HttpMethod.Get, $"/v1/rooms/{_room}/messages", _flood));
        using var page = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. page.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString())];
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, Identity by, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", by.Secret);
        request.Headers.Add("X-ChatEs-User", by.ActsFor);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private static async Task Until(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
    }
}
