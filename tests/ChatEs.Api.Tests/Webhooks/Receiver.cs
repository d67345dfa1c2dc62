using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatEs.Api.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace ChatEs.Api.Tests.Webhooks;

/// <summary>A request as it came.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    public long Sequence => Json.GetProperty("sequence").GetInt64();

    public long Room => Json.GetProperty("room").GetInt64();

    public string? MessageText => Json.TryGetProperty("message", out var message) ? message.GetProperty("text").GetString() : null;

    /// <summary>
    /// By the text of the specification alone: HMAC-SHA-256 under the decoded secret over id, time and body, parted by dots.
    /// </summary>
    public bool IsSignedBy(string secret)
    {
        var time = long.Parse(Headers["webhook-timestamp"], CultureInfo.InvariantCulture);
        Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - time).ShouldBeLessThan(300);
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret.Split('_', 2)[1]));
        var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash([.. Encoding.UTF8.GetBytes($"{Id}.{time}."), .. Body]));
        return Headers["webhook-signature"].Split(' ').Contains(expected);
    }
}

/// <summary>Who receives webhooks: a server of its own behind a real socket, which answers as the test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _taken = [];
    private readonly ConcurrentQueue<Received> _all = [];
    private WebApplication? _app;

    /// <summary>200 and "ok" where nothing else is said.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public string Url { get; private set; } = "";

    /// <summary>What came, in its order, whatever was answered.</summary>
    public IReadOnlyList<Received> All => [.. _all];

    /// <summary>What was answered with 200, in its order.</summary>
    public IReadOnlyList<Received> Taken => [.. _taken];

    public static async Task<Receiver> Start()
    {
        var receiver = new Receiver();
        await receiver.Open("http://127.0.0.1:0");
        return receiver;
    }

    /// <summary>Nobody listens any more.</summary>
    public async Task Close()
    {
        if (_app is { } app)
            await app.DisposeAsync();
        _app = null;
    }

    /// <summary>At the same address as before.</summary>
    public Task Reopen() => Open(Url);

    public Task Until(Func<Receiver, bool> happened, string what) => ServerFolder.Until(() => happened(this), what);

    public Task TakesAtLeast(int count) => Until(r => r._taken.Count >= count, $"{count} are taken");

    public async ValueTask DisposeAsync() => await Close();

    private async Task Open(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.Run(Take);
        await app.StartAsync();
        (_app, Url) = (app, app.Urls.Single());
    }

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var received = new Received(
            http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        _all.Enqueue(received);
        await Answer(received, http);
        // Before it is answered: who sends may end right after.
        if (http.Response.StatusCode == StatusCodes.Status200OK)
            _taken.Enqueue(received);
        if (!http.Response.HasStarted && http.Response.ContentLength is null)
            await http.Response.WriteAsync("ok");
    }
}
