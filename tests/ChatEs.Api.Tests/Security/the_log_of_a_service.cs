using System.Text;
using System.Text.Json;
using ChatEs.Api.Tests.Cli;
using ChatEs.Api.Tests.Hosting;
using ChatEs.Api.Tests.Virola;
using ChatEs.Api.Tests.Webhooks;
using ChatEs.Application.Tenancy;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>A process that is told to log all it can is used with every kind of secret, rightly and wrongly: none stands in what it writes.</summary>
public sealed class the_log_of_a_service
{
    private const string Password = "correct horse battery staple";
    private const string Wrong = "a wrong password that somebody typed";

    /// <summary>As low as a setting goes, for all and for what a name in the code is set for.</summary>
    private static readonly (string, string?)[] Loudest =
    [
        .. new[] { "Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Hosting.Diagnostics", "Npgsql", "System.Net.Http", "ChatEs" }
            .Select(name => ($"Logging__LogLevel__{name}", (string?)"Trace")),
        ("DOTNET_ENVIRONMENT", "Production"), ("ASPNETCORE_ENVIRONMENT", "Production"),
        ("Webhooks__AllowHttp", "true"), ("Webhooks__AllowPrivateAddresses", "true"), ("Virola__DefaultTenant", "acme"),
    ];

    private readonly List<string> _secrets = [Password, Wrong];

    [Fact]
    public async Task has_no_secret_however_much_it_logs()
    {
        var (connectionString, server, ann, keyId) = await World();
        await using var receiver = await Receiver.Start();
        _secrets.AddRange([server.Secret, ann.Secret, new NpgsqlConnectionStringBuilder(connectionString).Password!]);

        using var service = Chates.Start(
            ["serve", "--urls", "http://127.0.0.1:0", "--json"], [("ConnectionStrings__ChatEs", connectionString), .. Loudest]);
        await ServerFolder.Until(() => service.Out.Contains("\"url\"", StringComparison.Ordinal) || service.Process.HasExited, "the service greets");
        service.Process.HasExited.ShouldBeFalse(service.Error);
        using var client = new HttpClient { BaseAddress = new(JsonDocument.Parse(service.Out).RootElement.GetProperty("url").GetString()!) };

        await UseAll(client, server, ann, keyId, receiver.Url);
        await ServerFolder.Until(() => receiver.All.Count > 0, "the webhook is told");
        service.Signal("INT");
        (await service.Ended()).ShouldBe(0, service.Error);

        // It did log, and no setting makes it say more than this.
        service.Error.ShouldContain("info:");
        service.Error.ShouldNotContain("trce:");
        ShouldTellNone(service.Out + service.Error);
    }

    /// <summary>Whoever made it has gone: else it might deliver what the process under test should.</summary>
    private static async Task<(string ConnectionString, Identity Server, Identity Ann, string KeyId)> World()
    {
        await using var chat = await ChatEsHost.Start("security_log");
        var (server, ann) = (await chat.Tenant("acme"), await chat.User("acme", "ann"));
        await chat.SetPassword(ann, Password);
        return (chat.ConnectionString, server, ann, (await chat.Service<Credentials>().Find(server.Secret, default))!.KeyId!);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=chates;Password=hunter-2-hunter;Database=chates;Timeout=2")]
    [InlineData("Host=127.0.0.1;Port=1;Username=chates;Passwort=hunter-2-hunter")]
    [InlineData("Host=127.0.0.1;Port=one;Password=hunter-2-hunter")]
    [InlineData("postgres://chates:hunter-2-hunter@127.0.0.1:1/chates")]
    public async Task has_no_password_of_a_database_that_is_not_there(string connectionString)
    {
        var (code, said, error) = await Chates.RunApart(["serve", "--urls", "http://127.0.0.1:0"], null, [("ConnectionStrings__ChatEs", connectionString), .. Loudest]);
        code.ShouldNotBe(0);
        error.ShouldNotBeNullOrWhiteSpace();
        (said + error).ShouldNotContain("hunter-2-hunter");
    }

    private async Task UseAll(HttpClient client, Identity server, Identity ann, string keyId, string receiver)
    {
        var webhook = await Send(client, "POST", "/v1/webhooks", $$"""{"url":"{{receiver}}/?token=in-the-address-of-a-webhook"}""", ("Authorization", $"Bearer {server.Secret}"));
        Keep(webhook, "secret");
        _secrets.Add("in-the-address-of-a-webhook");
        var room = (await Send(client, "POST", "/v1/rooms", """{"participants":["ann"]}""", ("Authorization", $"Bearer {server.Secret}"), ("X-ChatEs-User", "ann"))).GetProperty("room");
        await Send(client, "POST", $"/v1/rooms/{room}/messages", """{"text":"hello"}""", ("Authorization", $"Bearer {ann.Secret}"));
        foreach (var password in new[] { Wrong, Password })
        {
            var session = await Send(client, "POST", "/api/v1/login", $$"""{"userName":"ann","password":"{{password}}"}""");
            if (session.TryGetProperty("userSessionId", out var id))
            {
                _secrets.Add(id.GetString()!);
                await Send(client, "GET", "/api/v1/rooms", null, ("Cookie", $"VirolaUserSessionId={id}"));
                await Send(client, "POST", "/api/v1/logout", "", ("Cookie", $"VirolaUserSessionId={id}"));
            }
        }
        await Send(client, "POST", "/api/v1/login", $$"""{"userName":"ann","password":{{Wrong}}}""");
        await Send(client, "PUT", "/v1/me/password", $$"""{"old":"{{Wrong}}","new":"{{Password}}"}""", ("Authorization", $"Bearer {ann.Secret}"));

        var ticket = Keep(await Send(client, "POST", "/v1/events/tickets", "", ("Authorization", $"Bearer {ann.Secret}")), "ticket");
        foreach (var good in new[] { true, false })
        {
            using var live = await client.GetAsync(new Uri($"/v1/events?ticket={ticket}{(good ? "" : "x")}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        }
        var token = Keep(await Send(client, "POST", "/s2s/v1/users/authenticate", """{"user_id":"ann"}""", ("Api-Key", keyId), ("Secret-Key", server.Secret)), "access_token");
        await Send(client, "GET", $"/chat/message?room={room}", null, ("Api-Key", keyId), ("Authorization", $"Bearer {token}"));
        await Send(client, "GET", "/api/v2.1/rest/get_user_list", null, ("QISCUS-SDK-SECRET", server.Secret));
        await Send(client, "POST", "/api/v2.1/rest/login_or_register", $$"""{"user_id":"ann","username":"Ann","password":"{{Password}}"}""", ("QISCUS-SDK-SECRET", server.Secret));

        var file = await Send(client, "POST", $"/v1/rooms/{room}/messages/1/attachments?name=a.txt", "bytes", ("Authorization", $"Bearer {ann.Secret}"));
        await Send(client, "GET", "/v1/rooms", null, ("Authorization", "Bearer sk_a-secret-that-nobody-has"));
        _secrets.Add("sk_a-secret-that-nobody-has");
        var address = FindAddress(file.GetRawText());
        _secrets.Add(address[(address.IndexOf("signature=", StringComparison.Ordinal) + "signature=".Length)..]);
        (await client.GetAsync(new Uri(address))).EnsureSuccessStatusCode();
        await Send(client, "GET", new Uri(address).PathAndQuery.Replace("expires=", "expires=1", StringComparison.Ordinal), null);
        Keep(await Send(client, "POST", "/v1/me/token", "", ("Authorization", $"Bearer {ann.Secret}")), "token");
        Keep(await Send(client, "POST", "/v1/keys", """{"kind":"secret"}""", ("Authorization", $"Bearer {server.Secret}")), "secret");
    }

    private static string FindAddress(string json)
    {
        var end = json.IndexOf("signature=", StringComparison.Ordinal);
        end.ShouldBeGreaterThan(0, json);
        return json[json.LastIndexOf("http", end, StringComparison.Ordinal)..json.IndexOf('"', end)];
    }

    private string Keep(JsonElement answer, string member)
    {
        if (!answer.TryGetProperty(member, out var secret))
            return "";
        _secrets.Add(secret.GetString()!);
        return secret.GetString()!;
    }

    private static async Task<JsonElement> Send(HttpClient client, string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative)) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return text is ['{', ..] ? JsonDocument.Parse(text).RootElement : default;
    }

    /// <summary>Neither as they are nor as a header or an address spells them.</summary>
    private void ShouldTellNone(string log)
    {
        _secrets.Count.ShouldBe(14, "each of them was used");
        foreach (var secret in _secrets)
        {
            secret.Length.ShouldBeGreaterThan(5);
            foreach (var spelled in new[] { secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) })
            {
                var at = log.IndexOf(spelled, StringComparison.Ordinal);
                (at < 0 ? "" : log[Math.Max(0, at - 200)..Math.Min(log.Length, at + 80)]).ShouldBe("", $"{secret} stands in the log");
            }
        }
    }
}
