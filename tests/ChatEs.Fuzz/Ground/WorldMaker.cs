using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ChatEs.Application.Tenancy;
using ChatEs.Domain.Tenants;
using ChatEs.Faults.Ground;

namespace ChatEs.Fuzz.Ground;

/// <summary>Makes worlds, through the service itself wherever that can be.</summary>
internal sealed class WorldMaker(FuzzGround ground) : IDisposable
{
    /// <summary>One pixel.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private const string Password = "correct horse battery";

    private readonly HttpClient _http = new() { BaseAddress = ground.Service.Address, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<World> Make(string tenant, CancellationToken cancellation)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["tenant"] = tenant, ["password"] = Password };
        await Keys(tenant, values, cancellation);
        await People(values, cancellation);
        await Rooms(values, cancellation);
        await Messages(values, cancellation);
        await Files(values, cancellation);
        await Sessions(tenant, values, cancellation);
        return new World(tenant, values);
    }

    public void Dispose() => _http.Dispose();

    private async Task Keys(string tenant, Dictionary<string, string> values, CancellationToken cancellation)
    {
        var tenants = ground.Inner<TenantAdministration>();
        if ((await tenants.Create(tenant, tenant, registersUnknownUsers: true, cancellation)).Refusal is { } refusal)
            throw new FaultException(refusal.Message);
        foreach (var (name, kind) in new[] { ("key", ApiKeyKind.Secret), ("auditor", ApiKeyKind.Auditor), ("analytics", ApiKeyKind.Analytics), ("spare", ApiKeyKind.Secret) })
        {
            var key = (await tenants.IssueKey(tenant, kind, cancellation)).Result ?? throw new FaultException($"No key for {tenant}.");
            (values[name], values[$"{name}-id"]) = (key.Secret, key.KeyId);
        }
    }

    private async Task People(Dictionary<string, string> values, CancellationToken cancellation)
    {
        foreach (var name in new[] { "alice", "bob", "carol", "dave" })
        {
            var user = await Send(values, HttpMethod.Post, "v1/users", $$"""{"id":"{{name}}","username":"{{name}}"}""", cancellation, user: null);
            values[$"user-{name}"] = Number(user, "number");
            values[$"token-{name}"] = Text(await Send(values, HttpMethod.Post, $"v1/users/{values[$"user-{name}"]}/token", null, cancellation, user: null), "token");
        }
        await Send(values, HttpMethod.Put, $"v1/users/{values["user-alice"]}/password", $$"""{"new":"{{Password}}"}""", cancellation, user: null);
    }

    private async Task Rooms(Dictionary<string, string> values, CancellationToken cancellation)
    {
        foreach (var (name, body) in new[]
        {
            ("group", """{"name":"Lounge","participants":["bob","carol","dave"]}"""), ("single", """{"kind":"single","participants":["bob"]}"""),
            ("channel", """{"kind":"channel","key":"town","visibility":"public","name":"Town"}"""), ("lost", """{"name":"Lost","participants":["bob","dave"]}"""),
        })
        {
            values[name] = Number(await Send(values, HttpMethod.Post, "v1/rooms", body, cancellation), "room");
        }
    }

    private async Task Messages(Dictionary<string, string> values, CancellationToken cancellation)
    {
        foreach (var room in new[] { "single", "channel", "lost", "group" })
        {
            foreach (var (body, user) in new[] { ("""{"text":"One"}""", "alice"), ("""{"text":"Two","replyTo":1}""", "bob"), ("""{"text":"Three","parent":1}""", "alice"), ("""{"text":"Four"}""", "alice") })
            {
                var posted = await Send(values, HttpMethod.Post, $"v1/rooms/{values[room]}/messages", body, cancellation, user);
                (values["message"], values["integer"]) = (Text(posted, "id"), Number(posted, "integerId"));
            }
        }
        await Send(values, HttpMethod.Put, $"v1/rooms/{values["group"]}/messages/1/reactions?emoji=%2B1", null, cancellation);
    }

    private async Task Files(Dictionary<string, string> values, CancellationToken cancellation)
    {
        foreach (var path in new[] { "v1/me/avatar", $"v1/users/{values["user-bob"]}/avatar", $"v1/rooms/{values["group"]}/avatar" })
            await Send(values, HttpMethod.Put, path, null, cancellation, user: path.Contains("users", StringComparison.Ordinal) ? null : "alice", bytes: Picture);
        var loose = await Send(values, HttpMethod.Post, "v1/files?name=a.png", null, cancellation, bytes: Picture);
        values["loose"] = Number(loose.GetProperty("files")[0], "file");
        var kept = await Send(values, HttpMethod.Post, $"v1/rooms/{values["group"]}/messages/1/attachments?name=b.png", null, cancellation, bytes: Picture);
        var file = kept.GetProperty("files")[0];
        values["file"] = Number(file, "file");
        var signed = new Uri(Text(file, "url"));
        (values["expires"], values["signature"]) = (Query(signed, "expires"), Query(signed, "signature"));
    }

    private async Task Sessions(string tenant, Dictionary<string, string> values, CancellationToken cancellation)
    {
        var hook = await Send(values, HttpMethod.Post, "v1/webhooks", """{"url":"https://hooks.invalid/chat"}""", cancellation, user: null);
        values["webhook"] = Text(hook, "webhook");
        values["jwt"] = Text(await Send(values, HttpMethod.Post, "s2s/v1/users/authenticate", """{"user_id":"alice"}""", cancellation), "access_token");
        values["session"] = Text(await Send(values, HttpMethod.Post, "api/v1/login", $$"""{"userName":"alice","password":"{{Password}}"}""", cancellation, host: tenant), "userSessionId");
        var history = await Send(values, HttpMethod.Post, "rpc/RoomlioService/RoomHistory", """{"roomKey":"town"}""", cancellation, user: null);
        var first = history.GetProperty("messages")[0];
        (values["rm"], values["msg"]) = (Text(first, "roomID"), Text(first, "id"));
    }

    private async Task<JsonElement> Send(
        Dictionary<string, string> values, HttpMethod method, string path, string? json, CancellationToken cancellation, string? user = "alice", byte[]? bytes = null, string? host = null)
    {
        using var message = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", values["key"]);
        message.Headers.Add("Api-Key", values["key-id"]);
        message.Headers.Add("Secret-Key", values["key"]);
        message.Headers.Host = host;
        if (user is not null)
            message.Headers.Add("X-ChatEs-User", user);
        if (json is not null)
            message.Content = new StringContent(json, Encoding.UTF8, "application/json");
        else if (bytes is not null)
            message.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/octet-stream") } };
        using var answer = await _http.SendAsync(message, cancellation);
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new FaultException($"The world cannot be made: {method} {path}: {(int)answer.StatusCode} {body}");
        using var document = body.Length == 0 ? null : JsonDocument.Parse(body);
        return document?.RootElement.Clone() ?? default;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Number(JsonElement element, string name) => element.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture);

    private static string Query(Uri address, string name) =>
        address.Query.TrimStart('?').Split('&').First(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
