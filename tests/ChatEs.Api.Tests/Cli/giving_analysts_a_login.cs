using System.Text.Json;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Cli;

public sealed class giving_analysts_a_login : IAsyncLifetime
{
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        _connection = await TestPostgres.CreateDatabase($"analysts_{Guid.NewGuid():n}");
        await Json("db", "migrate");
        await Json("tenants", "create", "acme");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task granting_listing_and_revoking()
    {
        var granted = await Json("analytics", "grant", "--tenant", "acme", "--with-texts", "--expires", "2999-01-01T00:00:00Z");
        var login = granted.GetProperty("login").GetProperty("login").GetString()!;
        granted.GetProperty("url").GetString()!.ShouldStartWith($"postgresql://{login}:");
        await using (var analyst = NpgsqlDataSource.Create(granted.GetProperty("connectionString").GetString()!))
        await using (var command = analyst.CreateCommand("select log_sequence > 0 from as_of"))
            (await command.ExecuteScalarAsync()).ShouldBe(true);

        var (exit, said, _) = await Chates.Run(["analytics", "grant", "--tenant", "acme", "--connection", _connection]);
        (exit, said.Contains("Keep the password", StringComparison.Ordinal)).ShouldBe((0, true));
        var listed = (await Json("analytics", "list", "--tenant", "acme")).GetProperty("logins").EnumerateArray().ToList();
        listed.Select(l => (l.GetProperty("withTexts").GetBoolean(), l.TryGetProperty("expiresAt", out _))).ShouldBe([(true, true), (false, false)]);
        listed[0].GetProperty("login").GetString().ShouldBe(login);

        (await Json("analytics", "revoke", login)).GetProperty("login").GetString().ShouldBe(login);
        (await Fails(1, "analytics", "revoke", login)).ShouldBe("login_not_found");
        (await Json("analytics", "list")).GetProperty("logins").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task what_is_wrong_is_told()
    {
        (await Fails(1, "analytics", "grant", "--tenant", "nobody")).ShouldBe("tenant_not_found");
        (await Fails(1, "analytics", "list", "--tenant", "nobody")).ShouldBe("tenant_not_found");
        (await Fails(2, "analytics", "grant")).ShouldBe("usage");
        (await Fails(2, "analytics", "grant", "--tenant", "acme", "--expires", "tomorrow")).ShouldBe("usage");
        (await Fails(2, "analytics", "grant", "--tenant", "acme", "--expires", "2001-01-01T00:00:00Z")).ShouldBe("usage");
        (await Fails(1, "analytics", "revoke", "postgres")).ShouldBe("login_not_found");
        (await Fails(1, "analytics", "revoke", "\"; drop role x; --")).ShouldBe("login_not_found");
    }

    [Fact]
    public async Task the_status_says_how_far_the_rollups_are()
    {
        var rollups = (await Json("projections", "status")).GetProperty("rollups");
        (rollups.GetProperty("sequence").GetInt64(), rollups.GetProperty("behind").GetInt64() > 0).ShouldBe((0, true));
        await Json("projections", "rebuild");
        rollups = (await Json("projections", "status")).GetProperty("rollups");
        (rollups.GetProperty("sequence").GetInt64() > 0, rollups.GetProperty("behind").GetInt64()).ShouldBe((true, 0));
    }

    private async Task<JsonElement> Json(params string[] verb)
    {
        var (exit, said, error) = await Chates.Run([.. verb, "--json", "--connection", _connection]);
        exit.ShouldBe(0, error);
        return JsonDocument.Parse(said).RootElement;
    }

    private async Task<string> Fails(int exitCode, params string[] verb)
    {
        var (exit, said, error) = await Chates.Run([.. verb, "--json", "--connection", _connection]);
        exit.ShouldBe(exitCode, said + error);
        return JsonDocument.Parse(said).RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }
}
