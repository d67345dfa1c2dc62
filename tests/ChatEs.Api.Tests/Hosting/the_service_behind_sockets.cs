using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

/// <summary>What only a real server and real sockets show.</summary>
public sealed class the_service_behind_sockets : IAsyncLifetime
{
    private ChatEsHost chat = null!;
    private Identity ann = null!;
    private long room;

    public async ValueTask InitializeAsync()
    {
        chat = await ChatEsHost.StartOnKestrel("hosting_sockets");
        await chat.Tenant("acme");
        ann = await chat.User("acme", "ann");
        room = (await chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(ann).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
    }

    public ValueTask DisposeAsync() => chat.DisposeAsync();

    [Fact]
    public async Task clients_that_go_away_in_mid_request_leave_no_trace()
    {
        for (var i = 0; i < 20; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, chat.Client.BaseAddress!.Port);
            client.LingerState = new LingerOption(enable: i % 2 == 0, seconds: 0);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head("Content-Length: 100") + "{\"text\":\"half of"));
            await Task.Delay(i * 2);
        }

        var posted = await chat.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(ann).Json("""{"text":"still here"}""");
            x.StatusShouldBe(201);
        });
        posted.Long("number").ShouldBe(1);
        chat.Log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_client_that_does_not_wait_for_its_answer_has_posted_all_the_same()
    {
        const string Body = """{"text":"sent and gone"}""";
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, chat.Client.BaseAddress!.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head($"Content-Length: {Body.Length}") + Body));
            await WaitUntil(async () => (await chat.Scenario(x => x.Get($"/v1/rooms/{room}").As(ann))).Long("lastMessage") == 1);
        }
        chat.Log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_body_that_does_not_say_its_length_may_not_be_too_large_either()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, chat.Client.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head("Transfer-Encoding: chunked")));
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string('x', 0x10000) + "\r\n");
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await stream.WriteAsync(chunk);
        });
        using var reader = new StreamReader(stream, Encoding.UTF8);
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 413 Payload Too Large");
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Theory]
    [InlineData("/v1/me/avatar", "PUT", 204)]
    [InlineData("/v1/files?name=a.png", "POST", 201)]
    public async Task an_image_may_be_larger_than_any_json(string path, string method, int status)
    {
        var image = Pictures.Png(640, 480, length: 5_000_000);
        var answer = await chat.Scenario(x =>
        {
            x.To(new HttpMethod(method), path).As(ann).Body(image, "image/png");
            x.AnyStatus();
        });
        answer.Status.ShouldBe(status, answer.Text);
    }

    [Fact]
    public async Task a_body_in_pieces_is_one_body()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, chat.Client.BaseAddress!.Port);
        var stream = client.GetStream();
        foreach (var piece in new[] { Head("Transfer-Encoding: chunked"), "9\r\n{\"text\":\"\r\n", "4\r\nha", "lf\r\n", "2\r\n\"}\r\n0\r\n\r\n" })
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(piece));
            await stream.FlushAsync();
            await Task.Delay(20);
        }
        using var reader = new StreamReader(stream, Encoding.UTF8);
        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 201 Created");
        (await chat.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(ann))).String("text").ShouldBe("half");
    }

    [Fact]
    public async Task an_answer_says_its_length_and_a_long_page_comes_whole()
    {
        var text = new string('y', 30_000);
        for (var i = 0; i < 30; i++)
        {
            (await chat.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(ann).Json($$"""{"text":"{{text}}"}""");
                x.StatusShouldBe(201);
            })).Header("Content-Length").ShouldNotBeNull();
        }
        var page = await chat.Scenario(x => x.Get($"/v1/rooms/{room}/messages").As(ann));
        JsonDocument.Parse(page.Bytes).RootElement.GetProperty("messages").GetArrayLength().ShouldBe(30);
    }

    private string Head(string length) =>
        $"POST /v1/rooms/{room}/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ann.Secret}\r\n{length}\r\n\r\n";

    private static async Task WaitUntil(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await condition())
                return;
            await Task.Delay(25);
        }
        throw new TimeoutException("It did not come to pass within five seconds.");
    }
}
