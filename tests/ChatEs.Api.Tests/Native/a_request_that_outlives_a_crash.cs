using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ChatEs.Api.Tests.Cli;
using ChatEs.Api.Tests.Hosting;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class a_request_that_outlives_a_crash(HostOf<a_request_that_outlives_a_crash> host) : IClassFixture<HostOf<a_request_that_outlives_a_crash>>
{
    private const int Clients = 64;
    private const int Crashes = 3;

    [Fact]
    public async Task is_carried_out_once_however_often_it_is_sent()
    {
        var room = await host.Room("public");
        for (var crash = 0; crash < Crashes; crash++)
        {
            using var process = await Serve();
            var round = crash;
            var requests = Enumerable.Range(0, Clients).Select(i => Post(process.Url, room, $"{round}-{i}")).ToList();
            await Task.WhenAny(requests);
            process.Program.Signal("KILL");
            var first = await Task.WhenAll(requests);

            // Whoever got no answer asks again, and whoever got one too: here, and at a service that never saw the first.
            for (var i = 0; i < Clients; i++)
            {
                var again = await host.Scenario(x =>
                {
                    x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Header("Idempotency-Key", $"{round}-{i}").Json(Body($"{round}-{i}"));
                    x.StatusShouldBe(201);
                });
                if (first[i] is { } answered)
                    again.Text.ShouldBe(answered);
            }
        }
        var messages = (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages?limit=1000").As(host.Ann))).Json.GetProperty("messages");
        messages.EnumerateArray().Select(m => m.GetProperty("text").GetString()!).Order()
            .ShouldBe(Enumerable.Range(0, Crashes).SelectMany(round => Enumerable.Range(0, Clients).Select(i => $"{round}-{i}")).Order());
        messages.EnumerateArray().Select(m => m.GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(1, Crashes * Clients));
    }

    private static string Body(string text) => $$"""{"text":"{{text}}"}""";

    /// <returns>The answer; null when the service went away without one.</returns>
    private async Task<string?> Post(string url, long room, string key)
    {
        using var http = new HttpClient { BaseAddress = new(url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Ann.Secret);
        http.DefaultRequestHeaders.Add("Idempotency-Key", key);
        using var content = new StringContent(Body(key), Encoding.UTF8, "application/json");
        try
        {
            using var response = await http.PostAsync($"/v1/rooms/{room}/messages", content);
            return await response.Content.ReadAsStringAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task<Served> Serve()
    {
        var program = Chates.Start(
            ["serve", "--json", "--urls", "http://127.0.0.1:0"],
            ("ConnectionStrings__ChatEs", host.Chat.ConnectionString), ("ASPNETCORE_ENVIRONMENT", "Production"));
        await ServerFolder.Until(() => program.Out.Length > 0 || program.Process.HasExited, "it serves");
        program.Process.HasExited.ShouldBeFalse(program.Error);
        return new(program, JsonDocument.Parse(program.Out).RootElement.GetProperty("url").GetString()!);
    }

    private sealed record Served(Chates Program, string Url) : IDisposable
    {
        public void Dispose() => Program.Dispose();
    }
}
