using System.Diagnostics;
using System.Text.Json;
using ChatEs.Api.Tests.Hosting;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Cli;

public sealed class serving_a_folder
{
    [Fact]
    public async Task from_the_first_start_to_the_last_stop()
    {
        await using var folder = await ServerFolder.Used();
        using var first = Serve(folder, 0);
        var lines = (await Greeted(first)).Where(l => l.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(9);
        var (posted, history, seen, unread) = (await Paste(lines[0]), await Paste(lines[1]), await Paste(lines[2]), await Paste(lines[3]));
        posted.GetProperty("number").GetInt64().ShouldBe(1500);
        history.GetProperty("messages")[4].GetProperty("text").GetString().ShouldBe("Hello from alice");
        seen.GetProperty("unread").GetInt64().ShouldBe(1);
        unread.GetProperty("unread").GetInt64().ShouldBe(1);
        (await Paste(lines.Single(l => l.Contains("/chat-messages", StringComparison.Ordinal))))[4].GetProperty("text").GetString().ShouldBe("Hello from alice");
        var login = lines.Single(l => l.Contains("/api/v1/login", StringComparison.Ordinal));
        (await Paste(login)).GetProperty("httpStatusCode").GetInt32().ShouldBe(200);
        (await Paste(lines.Single(l => l.Contains("/rpc/", StringComparison.Ordinal)))).GetProperty("messages").GetArrayLength().ShouldBe(5);
        (await Paste(lines.Single(l => l.Contains("/rest/", StringComparison.Ordinal)))).GetProperty("status").GetInt32().ShouldBe(200);
        (await Paste(lines.Single(l => l.Contains("/s2s/", StringComparison.Ordinal)))).GetProperty("token_type").GetString().ShouldBe("bearer");
        var secrets = Path.Combine(folder.Root, "demo.json");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(secrets).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        first.Out.ShouldContain(JsonDocument.Parse(await File.ReadAllTextAsync(secrets)).RootElement.GetProperty("secretKey").GetString()!);

        using var second = Serve(folder, 0);
        var database = folder.ServerPid();
        var greeting = await Greeted(second);
        (await Paste(greeting.Last(l => l.Contains("/unread", StringComparison.Ordinal)))).GetProperty("unread").GetInt64().ShouldBe(1);
        (await Paste(greeting.Single(l => l.Contains("/api/v1/login", StringComparison.Ordinal)))).GetProperty("httpStatusCode").GetInt32().ShouldBe(200);
        var busy = await Chates.RunApart(Arguments(folder, Port(first)), null, Development);
        busy.ExitCode.ShouldBe(3);
        busy.Error.ShouldContain("--urls");
        busy.Error.ShouldNotContain("   at ");

        var port = Port(first);
        first.Signal("KILL");
        await first.Ended();
        using var again = Serve(folder, port);
        await Greeted(again);
        (await Paste(lines[1])).GetProperty("messages")[4].GetProperty("text").GetString().ShouldBe("Hello from alice");
        folder.ServerPid().ShouldBe(database);

        second.Signal("INT");
        (await second.Ended()).ShouldBe(0);
        second.Error.ShouldContain("The service has stopped.");
        (await Paste(lines[3])).GetProperty("unread").GetInt64().ShouldBe(1);
        again.Signal("INT");
        (await again.Ended()).ShouldBe(0, again.Error);
        folder.ServerRuns().ShouldBeFalse();
        again.Error.ShouldNotContain("fail:");
    }

    [Fact]
    public async Task without_development_makes_no_demo()
    {
        await using var folder = await ServerFolder.Used();
        using var service = Chates.Start([.. Arguments(folder, 0), "--json"], ("ConnectionStrings__ChatEs", null), ("ASPNETCORE_ENVIRONMENT", "Production"));
        await ServerFolder.Until(() => service.Out.Length > 0, "it serves");
        var answer = JsonDocument.Parse(service.Out).RootElement;
        answer.TryGetProperty("demo", out _).ShouldBeFalse();
        using var http = new HttpClient();
        (await http.GetAsync(answer.GetProperty("url").GetString() + "/health/ready")).EnsureSuccessStatusCode();
        File.Exists(Path.Combine(folder.Root, "demo.json")).ShouldBeFalse();
        service.Signal("TERM");
        (await service.Ended()).ShouldBe(0);
        folder.ServerRuns().ShouldBeFalse();
    }

    private static (string, string?)[] Development => [("ConnectionStrings__ChatEs", null), ("ASPNETCORE_ENVIRONMENT", "Development")];

    private static Chates Serve(ServerFolder folder, int port) => Chates.Start(Arguments(folder, port), Development);

    private static string[] Arguments(ServerFolder folder, int port) => ["serve", "--data-dir", folder.Root, "--urls", $"http://127.0.0.1:{port}"];

    private static int Port(Chates service) => new Uri(service.Out.Split("serves on ")[1].Split(' ')[0]).Port;

    private static async Task<string[]> Greeted(Chates service)
    {
        await ServerFolder.Until(() => service.Out.Contains("/unread'", StringComparison.Ordinal) && service.Out.EndsWith('\n') || service.Process.HasExited, "the service greets");
        service.Process.HasExited.ShouldBeFalse(service.Error);
        return service.Out.Split('\n');
    }

    /// <summary>As a person would, in a shell.</summary>
    private static async Task<JsonElement> Paste(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        return JsonDocument.Parse(said).RootElement;
    }
}
