using System.Text;
using System.Text.RegularExpressions;
using ChatEs.Api.Dialects.Roomlio;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Application.Webhooks;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.Testing;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.CrossDialect;

/// <summary>
/// Every route of all six APIs, called by one tenant about what is another's: nothing of it is in any answer, and nothing
/// happens to it. The routes are those that the service has, so that a new one cannot be forgotten.
/// </summary>
public sealed partial class another_tenant : IAsyncLifetime
{
    /// <summary>In all that the victim's people wrote and are called by.</summary>
    private const string Mark = "xanadu";

    private const string Password = "the password of the victim";

    private ChatEsHost _chat = null!;
    private NpgsqlDataSource _db = null!;
    private Identity _key = null!;
    private Identity _victim = null!;
    private Identity _rival = null!;
    private Identity _spy = null!;
    private (string KeyId, string Token) _rivals;
    private Dictionary<string, string> _names = null!;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.Start("cross_another_tenant", new HostSettings(null, ("Virola:Tenants:rival.test", "rival")));
        _db = PostgresEventStore.DataSource(_chat.ConnectionString, "chat");
        _key = await _chat.Tenant("acme");
        _victim = await _chat.User("acme", "victim");
        _rival = await _chat.Tenant("rival");
        _spy = await _chat.User("rival", "spy");
        await _chat.User("rival", "victim");
        await Victim();
        var spy = new UserNumber(_spy.UserNumber!.Value);
        var own = await new Acting(_chat, "rival").Room("Own", "own", participants: spy);
        _names.Add("OWN_ROOM", own.ToString());
        var keyId = (await _chat.Service<Credentials>().Find(_rival.Secret, default))!.KeyId!;
        _rivals = (keyId, (await _chat.Scenario(x => x.Post("/s2s/v1/users/authenticate").Header("Api-Key", keyId).Header("Secret-Key", _rival.Secret)
            .Json("""{"user_id":"spy"}"""))).String("access_token")!);
    }

    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        await _chat.DisposeAsync();
    }

    [Fact]
    public async Task sees_and_changes_nothing_by_any_route()
    {
        List<string> wrong = [];
        var before = await Streams();
        foreach (var intrusion in All)
        {
            foreach (var (who, status, credentials) in Callers(intrusion))
            {
                var answer = await _chat.Scenario(x =>
                {
                    credentials(Request(x, intrusion));
                    x.AnyStatus();
                });
                var name = $"{intrusion.Route} {intrusion.Query} {intrusion.Body} by {who}";
                if (answer.Status != status)
                    wrong.Add($"{name}: {answer.Status} and not {status}: {answer.Text}");
                if (answer.Text.Contains(Mark, StringComparison.OrdinalIgnoreCase))
                    wrong.Add($"{name} shows what is another's: {answer.Text}");
                if (await Streams() is var after && !after.SequenceEqual(before))
                    wrong.Add($"{name} appends to {string.Join(", ", after.Except(before))}");
            }
        }
        wrong.ShouldBeEmpty();

        // Neither has it ended a session, a token, a key or a password, which are in no stream.
        (await _chat.Scenario(x => x.Get($"/v1/rooms/{_names["ROOM"]}/messages/1").As(_victim))).Text.ShouldContain(Mark);
        (await _chat.Scenario(x => x.Get($"/v1/files/{_names["FILE"]}").As(_key))).Text.ShouldContain(Mark);
        (await _chat.Service<Passwords>().Verify("acme", "victim", Password, client: null, default)).Refusal.ShouldBeNull();
    }

    [Fact]
    public void has_been_tried_on_every_route_there_is() => All.Select(intrusion => intrusion.Route).Distinct().ShouldBe(
        _chat.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}") ?? [])
            .Where(route => !Apart().IsMatch(route)),
        ignoreOrder: true);

    private static IEnumerable<Intrusion> All =>
        // Ours at the end, since it is the one that ends the stranger's own tokens.
        [.. Intrusions.Roomlio, .. Intrusions.Qiscus, .. Intrusions.ChatMessages, .. Intrusions.Virola, .. Intrusions.MeetingLawyers, .. Intrusions.Native];

    private async Task Victim()
    {
        var (acting, victim) = (new Acting(_chat), new UserNumber(_victim.UserNumber!.Value));
        var peer = new UserNumber((await _chat.User("acme", "peer")).UserNumber!.Value);
        await acting.Do(new ChangeProfile(victim, Actor.Server, Username: $"Vic of {Mark}", First: Mark, AvatarUrl: $"https://{Mark}.example/vic.png"));
        await _chat.Service<Passwords>().Set(victim, Actor.Server, Password, TenantAdministration.Operator("acme"), default);
        var room = await acting.Room($"Lounge of {Mark}", "lounge", isPublic: true, victim, peer);
        await acting.Do(new SetRoomAvatar(room, Actor.Server, Avatar.Of(await acting.File(victim, Pictures.Png(2, 2), $"{Mark}.png"))));
        var posted = await acting.Post(room, victim, $"Hello {Mark}");
        var file = await acting.File(victim, Encoding.UTF8.GetBytes(Mark), $"{Mark}.txt");
        await acting.Do(new AddAttachment(room, victim, posted.Number, file));
        var head = (await _chat.Service<RoomQueries>().Head("acme", room, default))!;
        var webhook = (await _chat.Service<WebhookAdministration>().Register(
            WebhookForm.Qiscus, [], $"https://{Mark}.invalid/", Mark, TenantAdministration.Operator("acme"), default)).Result!.Webhook;
        var tried = (await _chat.Service<WebhookTrials>().Test("acme", webhook.WebhookId, default)).Result!;
        var scratch = new byte[RoomlioId.MaxLength];
        _names = new(StringComparer.Ordinal)
        {
            ["ROOM"] = room.ToString(),
            ["KEY"] = "lounge",
            ["MESSAGE"] = posted.Id.ToString(),
            ["INTEGER_ID"] = $"{posted.Number.IdIn(room)}",
            ["USER"] = victim.ToString(),
            ["FILE"] = file.File.Number.ToString(),
            ["NUMBER"] = "1",
            ["WEBHOOK"] = webhook.WebhookId,
            ["DELIVERY"] = $"{tried.Number}",
            ["REPORT"] = "rooms",
            ["API_KEY"] = (await _chat.Service<Credentials>().Find(_key.Secret, default))!.KeyId!,
            ["ROOM_ID"] = Encoding.ASCII.GetString(RoomlioId.Of(room, head.CreatedAt).Write(RoomlioId.RoomPrefix, scratch)),
            ["MESSAGE_ID"] = Encoding.ASCII.GetString(RoomlioId.Of(room, posted.Number, posted.PostedAt).Write(RoomlioId.MessagePrefix, scratch)),
        };
    }

    private IEnumerable<(string Who, int Status, Action<Scenario> Credentials)> Callers(Intrusion intrusion)
    {
        var path = intrusion.Route.Split(' ')[1];
        if (path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            yield return ("a secret key", intrusion.ForServer ?? intrusion.Status, x => x.As(_rival));
            yield return ("a user", intrusion.Status, x => x.As(_spy));
        }
        else
        {
            yield return ("a stranger", intrusion.Status, path.Split('/')[1] switch
            {
                "rpc" => x => x.As(_rival),
                "api" when path.StartsWith("/api/v2.1", StringComparison.Ordinal) => x => x.Header("QISCUS-SDK-SECRET", _rival.Secret),
                "chat" => x => x.Header("Api-Key", _rivals.KeyId).Header("Authorization", $"Bearer {_rivals.Token}"),
                "s2s" => x => x.Header("Api-Key", _rivals.KeyId).Header("Secret-Key", _rival.Secret),
                _ => x => x.As(_spy),
            });
        }
    }

    private Scenario Request(Scenario x, Intrusion intrusion)
    {
        var (method, template) = (intrusion.Route.Split(' ')[0], intrusion.Route.Split(' ')[1]);
        var path = Parameter().Replace(template, parameter => NameOf(parameter.Groups["name"].Value, template) switch
        {
            "ROOM" when intrusion.InOwnRoom => _names["OWN_ROOM"],
            var name => _names[name],
        });
        // Nothing else says of which tenant the user is who logs in.
        x.To(new HttpMethod(method), new Uri($"http://rival.test{path}{Named(intrusion.Query)}"));
        return intrusion.Body switch
        {
            null => x,
            "bytes" when template.StartsWith("/api/", StringComparison.Ordinal) => x.Content(new MultipartFormDataContent { { new StringContent("bytes"), "files", "a.txt" } }),
            "bytes" => x.Body("bytes"u8.ToArray(), "application/octet-stream"),
            var json => x.Json(Named(json)),
        };
    }

    /// <summary>Which of the victim's names a parameter of a route stands for.</summary>
    private static string NameOf(string parameter, string template) => (parameter, template.Split('/')) switch
    {
        ("room", _) or ("id", [_, "api", _, "rooms" or "room-permissions", ..] or [_, "chat-rooms", ..]) => "ROOM",
        ("user", _) or ("id", [_, "api", _, "users", ..]) => "USER",
        ("file", _) or ("id", [_, "api", _, "attachments", ..]) => "FILE",
        ("id", [_, "api", _, "messages", ..]) => "INTEGER_ID",
        ("id", _) => "MESSAGE",
        ("key", _) => "API_KEY",
        ("webhook", _) => "WEBHOOK",
        ("delivery", _) => "DELIVERY",
        ("report", _) => "REPORT",
        ("number" or "name", _) => "NUMBER",
        _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, $"Nobody says what it is in {template}."),
    };

    private string Named(string text) => Name().Replace(text, name => _names.GetValueOrDefault(name.Value, name.Value));

    /// <summary>The victim's streams with their versions.</summary>
    private async Task<List<string>> Streams()
    {
        await using var command = _db.CreateCommand("select id || ' ' || version from events.mt_streams where tenant_id = 'acme' order by 1");
        await using var reader = await command.ExecuteReaderAsync();
        List<string> streams = [];
        while (await reader.ReadAsync())
            streams.Add(reader.GetString(0));
        return streams;
    }

    /// <summary>What belongs to no API: health, documentation, and addresses that are signed for one file.</summary>
    [GeneratedRegex("^[A-Z]+ /(health|docs|openapi|files)\\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Apart();

    [GeneratedRegex(@"\{(\*\*)?(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("[A-Z][A-Z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
