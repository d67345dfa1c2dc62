using ChatEs.Api.Tests.Hosting;
using ChatEs.Application;
using ChatEs.Application.Realtime;
using ChatEs.Faults.Ground;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Faults;

public sealed class a_database_that_goes_away : IAsyncLifetime
{
    /// <summary>Who waits for a connection to a silent server waits longer.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    private ChatEsHost _near = null!;
    private Proxy _network = null!;
    private ChatEsHost _chat = null!;

    public async ValueTask InitializeAsync()
    {
        _near = await ChatEsHost.Start($"away_{Guid.NewGuid():n}");
        var direct = new NpgsqlConnectionStringBuilder(_near.ConnectionString);
        _network = new Proxy(() => direct.Port);
        _chat = await ChatEsHost.On(
            new NpgsqlConnectionStringBuilder(_near.ConnectionString) { Host = "127.0.0.1", Port = _network.Port }.ConnectionString, kestrel: false);
    }

    public async ValueTask DisposeAsync()
    {
        _network.Become(Network.Whole);
        await _chat.DisposeAsync();
        await _network.DisposeAsync();
        await _near.DisposeAsync();
    }

    [Theory]
    [InlineData(nameof(Network.Cut))]
    [InlineData(nameof(Network.Stalled))]
    public async Task is_a_503_at_once_in_the_shape_of_each_dialect(string network)
    {
        await GoAway(Enum.Parse<Network>(network));
        await TurnedAway("GET", "/v1/rooms", """{"title":"Service Unavailable","status":503,"code":"unavailable","detail":"The database does not answer; try again.","requestId":"?"}""");
        await TurnedAway("POST", "/v1/rooms/1/messages", """{"title":"Service Unavailable","status":503,"code":"unavailable","detail":"The database does not answer; try again.","requestId":"?"}""");
        foreach (var (method, path, word) in new[]
        {
            ("POST", "/rpc/room.getRoom", "unavailable"), ("POST", "/api/v2.1/rest/post_comment", "The database does not answer"),
            ("GET", "/chat-messages", "unavailable"), ("POST", "/api/v1/login", "503"), ("POST", "/chat/message", "unavailable"),
        })
        {
            (await TurnedAway(method, path)).Text.ShouldContain(word, Case.Sensitive, path);
        }
        await _chat.Scenario(x => x.Get("/health/live"));
    }

    [Fact]
    public async Task and_comes_back_is_served_from_again_by_itself()
    {
        await _near.Tenant("acme");
        var ann = await _near.User("acme", "ann");
        await GoAway(Network.Cut);
        await TurnedAway("GET", "/v1/me");
        _network.Become(Network.Whole);
        await ServerFolder.Until(() => !_chat.Service<DatabaseWatch>().IsAway, "the database is back");

        var room = (await _chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(ann).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        await _chat.Scenario(x => x.Get($"/v1/rooms/{room}").As(ann));
    }

    [Fact]
    public async Task does_not_keep_those_who_begin_to_listen_when_the_service_stops()
    {
        await GoAway(Network.Cut);
        var listening = _chat.Service<LiveFeed>().Listen(new LiveAudience("acme", new(1), null, null), null, TestContext.Current.CancellationToken);
        listening.IsCompleted.ShouldBeFalse();
        _chat.App.Lifetime.StopApplication();
        await Should.ThrowAsync<ObjectDisposedException>(() => listening.WaitAsync(AtOnce, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("XX000", true, "FATAL")]
    [InlineData("28P01", false, "FATAL")]
    [InlineData("XX000", false)]
    [InlineData("53100", true)]
    [InlineData("53200", true)]
    [InlineData("58030", true)]
    [InlineData("57P01", true)]
    [InlineData("08006", true)]
    [InlineData("25006", true)]
    [InlineData("57014", false)]
    [InlineData("23505", false)]
    [InlineData("42P01", false)]
    public void is_told_from_a_fault_of_ours(string sqlState, bool isAway, string severity = "ERROR")
    {
        var refused = new PostgresException("said so", severity, severity, sqlState);
        ChatEsDatabase.IsUnreachable(refused).ShouldBe(isAway);
        ChatEsDatabase.IsUnreachable(new System.Security.Cryptography.CryptographicException("No key.", refused)).ShouldBe(isAway);
    }

    private async Task GoAway(Network network)
    {
        _network.Become(network);
        _chat.Service<DatabaseWatch>().Suspect();
        await ServerFolder.Until(() => _chat.Service<DatabaseWatch>().IsAway, "the database is known to be away");
    }

    private async Task<Answer> TurnedAway(string method, string path, string? body = null)
    {
        var answer = await _chat.Scenario(x =>
        {
            x.To(new HttpMethod(method), path).Header("Authorization", "Bearer sk_any").Header("X-Request-Id", "?");
            x.StatusShouldBe(503);
            x.HeaderShouldBe("Retry-After", "1");
        }).WaitAsync(AtOnce, TestContext.Current.CancellationToken);
        if (body is not null)
            answer.Text.ShouldBe(body);
        return answer;
    }
}
