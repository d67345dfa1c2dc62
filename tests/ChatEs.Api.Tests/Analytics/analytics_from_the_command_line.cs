using System.Text.Json;
using ChatEs.Api.Tests.Cli;
using ChatEs.Api.Tests.Import;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

public sealed class analytics_from_the_command_line : IAsyncLifetime
{
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        _connection = await TestPostgres.CreateDatabase($"analytics_cli_{Guid.NewGuid():n}");
        await Said(0, "db", "migrate");
        await Said(0, "tenants", "create", "acme");
        await Said(0, "tenants", "create", "empty");
        var lines = ImportWorld.Bytes([.. Enumerable.Range(1, 30).Select(i => ImportWorld.Message($"{i}", room: "lounge"))]);
        (await Chates.Run(["import", "-", "--tenant", "acme", "--json", "--connection", _connection], lines)).ExitCode.ShouldBe(0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task writes_tables_and_adds_what_is_new()
    {
        using var folder = new ExportFolder();
        var target = folder.File_("tables");
        var done = Json(await Said(0, "export", target, "--tenant", "acme", "--format", "csv", "--tables", "messages, rooms", "--json"));
        done.GetProperty("tables").EnumerateArray().Select(t => (t.GetProperty("table").GetString(), t.GetProperty("added").GetInt64()))
            .ShouldBe([("rooms", 1), ("messages", 30)]);
        done.GetProperty("newFiles").GetInt32().ShouldBe(2);
        Json(await Said(0, "export", target, "--tenant", "acme", "--format", "csv", "--tables", "messages,rooms", "--json"))
            .GetProperty("newFiles").GetInt32().ShouldBe(0);
        (await Said(0, "export", target, "--tenant", "acme", "--format", "csv", "--tables", "rooms,messages")).ShouldContain("30 in all");

        (await Fails(2, "export", target, "--tenant", "acme", "--format", "ndjson")).ShouldBe("usage");
        (await Fails(2, "export", target, "--tenant", "acme", "--format", "xml")).ShouldBe("usage");
        (await Fails(2, "export", target, "--tenant", "acme", "--with-texts")).ShouldBe("usage");
        (await Fails(2, "export", target, "--format", "csv")).ShouldBe("usage");
        (await Fails(2, "export", target, "--tenant", "acme", "--format", "csv", "--room", "1")).ShouldBe("usage");
        (await Fails(2, "export", target, "--tenant", "acme", "--format", "csv", "--tables", "nothing")).ShouldBe("usage");
        (await Fails(1, "export", target, "--tenant", "nobody", "--format", "csv")).ShouldBe("tenant_not_found");
        await File.WriteAllTextAsync(folder.File_("plain"), "");
        (await Fails(2, "export", folder.File_("plain"), "--tenant", "acme", "--format", "csv")).ShouldBe("folder");
        // The log and the tables keep out of each other's folders.
        (await Fails(2, "export", target, "--tenant", "acme")).ShouldBe("folder");
        await Said(0, "export", folder.File_("log"), "--tenant", "acme");
        (await Fails(2, "export", folder.File_("log"), "--tenant", "acme", "--format", "csv")).ShouldBe("folder");
    }

    [Fact]
    public async Task ends_with_the_same_files_after_it_was_killed()
    {
        using var folder = new ExportFolder();
        var (whole, killed) = (folder.File_("whole"), folder.File_("killed"));
        await Said(0, "export", whole, "--tenant", "acme", "--format", "ndjson");
        string[] export = ["export", killed, "--tenant", "acme", "--format", "ndjson"];
        using (var program = Chates.Start([.. export, "--connection", _connection]))
        {
            await Hosting.ServerFolder.Until(() => Directory.Exists(killed), "the export has begun");
            program.Signal("KILL");
            await program.Ended();
        }
        await Said(0, export);
        Files(killed).ShouldBe(Files(whole));
    }

    [Fact]
    public async Task prints_reports_for_people_and_for_programs()
    {
        var page = await Said(0, "report", "--tenant", "acme");
        foreach (var title in new[] { "Activity", "Activity by weekday and hour", "Busiest rooms", "Most active users", "Response times by room" })
            page.ShouldContain(title);
        page.ShouldContain("lounge");
        page.ShouldContain("Mon");
        page.ShouldNotContain("\u001b");

        var rooms = Json(await Said(0, "report", "rooms", "--tenant", "acme", "--json")).GetProperty("reports").EnumerateArray().Single();
        rooms.GetProperty("rows")[0].GetProperty("messages").GetInt64().ShouldBe(30);
        Json(await Said(0, "report", "--tenant", "acme", "--json")).GetProperty("reports").GetArrayLength().ShouldBe(5);
        (await Said(0, "report", "activity", "--tenant", "acme", "--by", "month", "--timezone", "Europe/Berlin")).ShouldContain("messages");
        (await Said(0, "report", "--tenant", "empty")).ShouldContain("Nothing happened in empty");
        (await Said(0, "report", "rooms", "--tenant", "acme", "--to", "1999-01-01")).ShouldContain("Nothing happened in acme");

        (await Fails(1, "report", "--tenant", "nobody")).ShouldBe("tenant_not_found");
        (await Fails(1, "report", "--tenant", "acme", "--room", "77777")).ShouldBe("room_not_found");
        (await Fails(2, "report", "nothing", "--tenant", "acme")).ShouldBe("usage");
        (await Fails(2, "report", "--tenant", "acme", "--timezone", "Europe/Atlantis")).ShouldBe("usage");
        (await Fails(2, "report", "--tenant", "acme", "--from", "2026-01-01T00:00")).ShouldBe("usage");
        (await Fails(2, "report", "--tenant", "acme", "--from", "2026-01-02", "--to", "2026-01-01")).ShouldBe("usage");
        (await Fails(2, "report", "--tenant", "acme", "--limit", "0")).ShouldBe("usage");
    }

    private static Dictionary<string, string> Files(string folder) => Directory.EnumerateFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.'))
        .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);

    private async Task<string> Said(int exitCode, params string[] arguments)
    {
        var (exit, said, error) = await Chates.Run([.. arguments, "--connection", _connection]);
        exit.ShouldBe(exitCode, $"{string.Join(' ', arguments)}: {said} {error}");
        return said;
    }

    private async Task<string?> Fails(int exitCode, params string[] arguments) =>
        Json(await Said(exitCode, [.. arguments, "--json"])).GetProperty("error").GetProperty("code").GetString();

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
