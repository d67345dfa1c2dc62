using System.CommandLine;
using System.Text.Json;
using ChatEs.Api.Cli;
using ChatEs.Api.Tests.Import;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Cli;

public sealed class the_verbs : IAsyncLifetime
{
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        _connection = await TestPostgres.CreateDatabase($"verbs_{Guid.NewGuid():n}");
        (await Json("db", "migrate")).GetProperty("applied").GetArrayLength().ShouldBeGreaterThan(5);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task make_a_tenant_its_keys_users_and_tokens()
    {
        (await Json("db", "migrate")).GetProperty("applied").GetArrayLength().ShouldBe(0);
        (await Json("tenants", "create", "acme", "--name", "Acme")).GetProperty("key").GetProperty("secret").GetString()!.ShouldStartWith("sk_");
        (await Fails(1, "tenants", "create", "acme")).ShouldBe("already_taken");
        (await Fails(1, "tenants", "create", "No Good")).ShouldBe("invalid");
        (await Json("tenants", "list")).GetProperty("tenants")[0].GetProperty("name").GetString().ShouldBe("Acme");

        (await Json("keys", "issue", "--tenant", "acme", "--kind", "auditor")).GetProperty("kind").GetString().ShouldBe("auditor");
        (await Fails(1, "keys", "issue", "--tenant", "nobody")).ShouldBe("tenant_not_found");
        (await Fails(2, "keys", "issue", "--tenant", "acme", "--kind", "master")).ShouldBe("usage");

        var alice = await Json("users", "create", "alice", "--username", "Alice B.", "--tenant", "acme");
        alice.GetProperty("created").GetBoolean().ShouldBeTrue();
        (await Json("users", "create", "alice", "--tenant", "acme")).GetProperty("username").GetString().ShouldBe("Alice B.");
        (await Fails(1, "users", "create", "", "--tenant", "acme")).ShouldBe("invalid");
        (await Json("users", "token", "alice", "--tenant", "acme")).GetProperty("number").GetInt64().ShouldBe(alice.GetProperty("number").GetInt64());
        (await Fails(1, "users", "token", "bob", "--tenant", "acme")).ShouldBe("user_not_found");
    }

    [Fact]
    public async Task list_and_revoke_keys()
    {
        var first = (await Json("tenants", "create", "acme")).GetProperty("key").GetProperty("keyId").GetString()!;
        var second = (await Json("keys", "issue", "--tenant", "acme", "--kind", "analytics")).GetProperty("keyId").GetString()!;
        (await Json("keys", "revoke", first, "--tenant", "acme")).GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await Json("keys", "revoke", first, "--tenant", "acme")).GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await Fails(1, "keys", "revoke", "ak_none", "--tenant", "acme")).ShouldBe("api_key_not_found");
        (await Fails(1, "keys", "revoke", second, "--tenant", "nobody")).ShouldBe("tenant_not_found");
        (await Fails(2, "keys", "revoke", "--tenant", "acme")).ShouldBe("usage");
        (await Fails(1, "keys", "list", "--tenant", "nobody")).ShouldBe("tenant_not_found");

        var keys = (await Json("keys", "list", "--tenant", "acme")).GetProperty("keys").EnumerateArray().ToList();
        keys.Select(k => (k.GetProperty("keyId").GetString(), k.GetProperty("kind").GetString(), k.TryGetProperty("revokedAt", out _)))
            .ShouldBe([(first, "secret", true), (second, "analytics", false)]);
        var (exit, table, _) = await Chates.Run(["keys", "list", "--tenant", "acme", "--connection", _connection]);
        exit.ShouldBe(0);
        table.ShouldContain($"{second}\tanalytics\tissued ");
        table.ShouldNotContain("sk_");
    }

    [Fact]
    public async Task suspend_users_and_give_them_passwords_and_new_tokens()
    {
        await Json("tenants", "create", "acme");
        var alice = (await Json("users", "create", "alice", "--tenant", "acme")).GetProperty("number").GetInt64();
        foreach (var (verb, changed) in new[] { ("suspend", true), ("suspend", false), ("reactivate", true), ("reactivate", false) })
        {
            var answer = await Json("users", verb, "alice", "--tenant", "acme");
            (answer.GetProperty("number").GetInt64(), answer.GetProperty("changed").GetBoolean()).ShouldBe((alice, changed));
        }
        foreach (var verb in new[] { "suspend", "reactivate", "password", "token" })
        {
            (await Fails(1, "users", verb, "bob", "--tenant", "acme")).ShouldBe("user_not_found");
            (await Fails(1, "users", verb, "alice", "--tenant", "nobody")).ShouldBe("tenant_not_found");
            (await Fails(2, "users", verb, "alice")).ShouldBe("usage");
        }

        string[] password = ["users", "password", "alice", "--tenant", "acme", "--json", "--connection", _connection];
        (await Chates.Run(password, "correct horse ☃\nignored"u8.ToArray())).ExitCode.ShouldBe(0);
        foreach (var bad in new[] { "", "\n", "short\n" })
        {
            var (exit, said, error) = await Chates.Run(password, System.Text.Encoding.UTF8.GetBytes(bad));
            exit.ShouldBe(1, said + error);
            said.ShouldContain("\"invalid\"");
        }

        var old = (await Json("users", "token", "alice", "--tenant", "acme")).GetProperty("token").GetString();
        var reset = await Json("users", "token", "alice", "--tenant", "acme", "--reset");
        reset.GetProperty("reset").GetBoolean().ShouldBeTrue();
        await using var db = NpgsqlDataSource.Create(_connection);
        await using var left = db.CreateCommand("select count(*) from vault.user_tokens");
        (await left.ExecuteScalarAsync()).ShouldBe(1L);
        reset.GetProperty("token").GetString().ShouldNotBe(old);
    }

    [Fact]
    public async Task add_list_replay_and_remove_webhooks()
    {
        await Json("tenants", "create", "acme");
        var added = await Json("webhooks", "add", "https://hooks.example.com/chat", "--tenant", "acme", "--event", "message_posted", "--event", "message_edited");
        var id = added.GetProperty("webhook").GetString()!;
        added.GetProperty("secret").GetString()!.ShouldStartWith("whsec_");
        (await Fails(1, "webhooks", "add", "http://hooks.example.com/chat", "--tenant", "acme")).ShouldBe("invalid");
        (await Fails(1, "webhooks", "add", "https://10.1.2.3/", "--tenant", "acme")).ShouldBe("invalid");
        (await Fails(1, "webhooks", "add", "https://hooks.example.com/", "--tenant", "acme", "--form", "qiscus", "--event", "message_posted")).ShouldBe("invalid");
        (await Fails(1, "webhooks", "add", "https://hooks.example.com/", "--tenant", "nobody")).ShouldBe("tenant_not_found");

        var listed = (await Json("webhooks", "list", "--tenant", "acme")).GetProperty("webhooks").EnumerateArray().Single();
        (listed.GetProperty("webhook").GetString(), listed.GetProperty("events").GetArrayLength(), listed.TryGetProperty("secret", out _)).ShouldBe((id, 2, false));
        (await Json("webhooks", "replay", id, "--tenant", "acme", "--after", "0")).GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await Json("webhooks", "list", "--tenant", "acme")).GetProperty("webhooks")[0].GetProperty("checkpoint").GetInt64().ShouldBe(0);
        (await Json("webhooks", "deliveries", id, "--tenant", "acme", "--status", "parked")).GetProperty("deliveries").GetArrayLength().ShouldBe(0);
        (await Json("webhooks", "remove", id, "--tenant", "acme")).GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await Fails(1, "webhooks", "remove", id, "--tenant", "acme")).ShouldBe("webhook_not_found");
        (await Fails(1, "webhooks", "deliveries", id, "--tenant", "acme")).ShouldBe("webhook_not_found");
        (await Fails(2, "webhooks", "replay", id, "--tenant", "acme", "--after", "x")).ShouldBe("usage");
    }

    [Fact]
    public async Task import_show_verify_and_rebuild()
    {
        await Json("tenants", "create", "acme");
        var report = await Json("import", ImportWorld.Sample, "--tenant", "acme");
        (report.GetProperty("posted").GetInt64(), report.GetProperty("rooms").GetArrayLength()).ShouldBe((3635, 3));
        (await Fails(1, "import", ImportWorld.Sample, "--tenant", "nobody")).ShouldBe("tenant_not_found");
        (await Fails(2, "import", "/nowhere/at/all", "--tenant", "acme")).ShouldBe("file");
        (await Fails(2, "import", ImportWorld.Sample)).ShouldBe("usage");

        string[] piped = ["import", "-", "--tenant", "acme", "--connection", _connection];
        var (exit, table, _) = await Chates.Run(piped, ImportWorld.Bytes([ImportWorld.Message("1", room: "[#b]"), .. Enumerable.Repeat("x", 25)]));
        exit.ShouldBe(0);
        foreach (var said in new[] { "[#b]", "26 lines, 1 messages posted", "25 bad lines", "line 21: The line is not JSON.", "and 5 more" })
            table.ShouldContain(said);

        (await Json("projections", "status")).GetProperty("tables").EnumerateArray()
            .Single(t => t.GetProperty("table").GetString() == "messages").GetProperty("rows").GetInt64().ShouldBe(3677);
        (await Json("projections", "verify")).GetProperty("equal").GetBoolean().ShouldBeTrue();
        await using (var db = NpgsqlDataSource.Create(_connection))
        await using (var spoil = db.CreateCommand("update chat.messages set text = 'forged' where number = 7 and room = (select min(room) from chat.messages)"))
            (await spoil.ExecuteNonQueryAsync()).ShouldBe(1);
        var (differs, verdict, _) = await Run("projections", "verify");
        differs.ShouldBe(1);
        JsonDocument.Parse(verdict).RootElement.GetProperty("difference").GetProperty("live").GetString()!.ShouldContain("forged");
        await Json("projections", "rebuild");
        (await Json("projections", "verify")).GetProperty("equal").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task tell_what_is_wrong_with_the_surroundings()
    {
        var empty = await TestPostgres.CreateDatabase($"empty_{Guid.NewGuid():n}");
        (await FailsAt(empty, 3, "tenants", "list")).ShouldBe("not_migrated");
        (await FailsAt("Host=127.0.0.1;Port=1;Username=x;Database=x", 3, "tenants", "list")).ShouldBe("database_unavailable");
        (await FailsAt("nonsense", 2, "tenants", "list")).ShouldBe("usage");
        (await Fails(2, "dance")).ShouldBe("usage");
        var (exit, _, error) = await Chates.RunApart(["tenants", "list", "--data-dir", "/proc/nowhere"], null, ("ConnectionStrings__ChatEs", null));
        exit.ShouldBe(3);
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public void stand_in_the_documentation_and_have_examples()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/cli.md"));
        foreach (var (name, verb) in Verbs(ChatEsCli.Root, ChatEsCli.Name))
        {
            page.ShouldContain($"| `{name}");
            ExamplesOf.All.TryGetValue(verb, out var examples).ShouldBeTrue(name);
            examples!.ShouldContain(line => line.Contains(name, StringComparison.Ordinal), name);
        }
    }

    private static IEnumerable<(string Name, Command Verb)> Verbs(Command command, string name) => command.Subcommands is []
        ? [(name, command)]
        : command.Subcommands.SelectMany(sub => Verbs(sub, $"{name} {sub.Name}"));

    [Fact]
    public async Task do_not_show_the_password_of_the_surroundings_in_their_help()
    {
        var (exit, help, _) = await Chates.RunApart(["keys", "--help"], null, ("ConnectionStrings__ChatEs", "Host=db;Username=chates;Password=hunter2"));
        exit.ShouldBe(0);
        help.ShouldContain("--connection");
        help.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("tenants create")]
    [InlineData("tenants list")]
    [InlineData("keys issue")]
    [InlineData("keys revoke")]
    [InlineData("keys list")]
    [InlineData("webhooks add")]
    [InlineData("users create")]
    [InlineData("users token")]
    [InlineData("users suspend")]
    [InlineData("users reactivate")]
    [InlineData("users password")]
    [InlineData("import")]
    public async Task teach_by_examples(string verb)
    {
        var (exit, help, _) = await Chates.Run([.. verb.Split(' '), "--help"]);
        exit.ShouldBe(0);
        help[help.IndexOf("Examples:", StringComparison.Ordinal)..].ShouldContain($"\n  chates {verb}");
        help.ShouldContain("--json");
    }

    private Task<(int ExitCode, string Out, string Error)> Run(params string[] verb) => Chates.Run([.. verb, "--json", "--connection", _connection]);

    private async Task<JsonElement> Json(params string[] verb)
    {
        var (exit, said, error) = await Run(verb);
        exit.ShouldBe(0, error);
        return JsonDocument.Parse(said).RootElement;
    }

    private Task<string> Fails(int exitCode, params string[] verb) => FailsAt(_connection, exitCode, verb);

    /// <returns>The code of the failure; its sentence stands on standard error.</returns>
    private static async Task<string> FailsAt(string connection, int exitCode, params string[] verb)
    {
        var (exit, said, error) = await Chates.Run([.. verb, "--json", "--connection", connection]);
        exit.ShouldBe(exitCode, said + error);
        var failure = JsonDocument.Parse(said).RootElement.GetProperty("error");
        error.ShouldContain(failure.GetProperty("message").GetString()!);
        error.ShouldNotContain("   at ");
        return failure.GetProperty("code").GetString()!;
    }
}
