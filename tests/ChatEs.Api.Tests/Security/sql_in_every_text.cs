using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>
/// SQL in every parameter of every path, every value of every query and every string of every body that the matrix knows: it
/// is answered as a harmless text of the same form, no line is logged as a failure, and what another tenant has stays as it was.
/// </summary>
public sealed partial class sql_in_every_text : IAsyncLifetime
{
    private const int AtOnce = 16;

    private static readonly string[] Payloads =
    [
        "' or '1'='1' --", "'; drop table chat.messages; select pg_sleep(60); --", "\\'; $$ %_%", "$1::int) union select null; --\"", "%", "_",
    ];

    /// <summary>Who may do most, first.</summary>
    private static readonly CredentialKind[] Preferred =
        [CredentialKind.Server, CredentialKind.ServerForUser, CredentialKind.Participant, CredentialKind.Moderator, CredentialKind.Auditor];

    private readonly ConcurrentBag<string> _wrong = [];
    private ChatEsHost _chat = null!;
    private NpgsqlDataSource _db = null!;
    private MatrixKeys _keys = null!;
    private int _sent;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.Start("security_sql", new HostSettings(null, ("Virola:DefaultTenant", "acme")));
        _db = PostgresEventStore.DataSource(_chat.ConnectionString, "chat");
        _keys = await MatrixKeys.Make(_chat);
        await _chat.User("acme", "peer");
        var (acting, rival) = (new Acting(_chat, "rival"), await _chat.User("rival", "rival"));
        await acting.Post(await acting.Room("Theirs", participants: new Domain.UserNumber(rival.UserNumber!.Value)), new(rival.UserNumber!.Value), 5);
    }

    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        await _chat.DisposeAsync();
    }

    [Fact]
    public async Task is_a_text_like_any_other()
    {
        var before = await Canaries();
        var statuses = MatrixTable.Read();
        await Parallel.ForEachAsync(
            MatrixCalls.All.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (indexed, _) => await Try(indexed.Item, indexed.Index, statuses[indexed.Item.Name]));
        _wrong.ShouldBeEmpty();
        _sent.ShouldBeGreaterThan(2_000);
        (await Canaries()).ShouldBe(before);
        _chat.Log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task comes_back_byte_for_byte_and_names_only_what_it_names()
    {
        var user = await _chat.User("acme", "writer");
        var room = await new Acting(_chat).Room("Decoy", "decoy", participants: new Domain.UserNumber(user.UserNumber!.Value));
        foreach (var payload in Payloads)
        {
            var json = JsonValue.Create(payload).ToJsonString();
            var made = await _chat.Scenario(x =>
            {
                x.Post("/v1/rooms").As(user).Json($$"""{"name":{{json}},"key":{{json}},"description":{{json}}}""");
                x.StatusShouldBe(201);
            });
            made.String("name").ShouldBe(payload);
            var found = await _chat.Scenario(x => x.Get($"/v1/rooms?key={Uri.EscapeDataString(payload)}").As(user));
            (found.Long("room"), found.String("key"), found.String("description")).ShouldBe((made.Long("room"), payload, payload));
            var number = (await _chat.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(user).Json($$"""{"text":{{json}}}""");
                x.StatusShouldBe(201);
            })).Long("number");
            (await _chat.Scenario(x => x.Get($"/v1/rooms/{room}/messages/{number}").As(user))).String("text").ShouldBe(payload);
            await _chat.Scenario(x =>
            {
                x.Post("/v1/users").As(_keys.Server).Json($$"""{"id":{{json}},"username":{{json}}}""");
                x.StatusShouldBe(201);
            });
            (await _chat.Scenario(x => x.Get($"/v1/users/by-id?id={Uri.EscapeDataString(payload)}").As(_keys.Server))).String("username").ShouldBe(payload);
            await _chat.Scenario(x =>
            {
                x.Post("/api/v1/login").Json($$"""{"userName":{{json}},"password":{{json}}}""");
                x.StatusShouldBe(401);
            });
        }
    }

    private async Task Try(MatrixCall call, int index, string statuses)
    {
        var allowed = statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(status => status is ['2', ..]).ToList();
        if (Preferred.Select(kind => (CredentialKind?)kind).FirstOrDefault(kind => allowed[(int)kind!]) is not { } kind || call.Template.EndsWith("/login", StringComparison.Ordinal) || (!call.HasTarget && call.Body is null && call.Query.Length == 0))
            return;
        var cast = await MatrixCast.Make(_chat, index);
        var credentials = new MatrixCredentials(_chat, _db, _keys, call, cast);
        await credentials.Prepare();
        var (target, sent) = (await MatrixTarget.Make(_chat, call, cast, $"{index}"), credentials.Of(kind)!);
        var tried = 0;
        foreach (var place in Places(call, target))
        {
            // What a call does once, it does before the two are compared.
            await Send(call, place($"first-of-all-{index}"), "first", sent);
            target.Renew();
            foreach (var payload in Payloads)
            {
                // Texts of their own: what one call makes by a name, another must not find.
                var tag = $"q{index}q{tried++}q";
                var injected = await Send(call, place(tag + payload), tag + payload, sent);
                target.Renew();
                var harmless = await Send(call, place(tag + Twin(payload)), tag + Twin(payload), sent);
                target.Renew();
                if (injected.Status >= 500 || injected.Status != harmless.Status || (injected.Status >= 400 && injected.Text != harmless.Text))
                    _wrong.Add($"{call.Name} {payload}: {injected} and not {harmless}");
            }
        }
    }

    /// <summary>Every place of a request where a text can stand, each as the request that has the given text there.</summary>
    private static IEnumerable<Func<string, (string Path, string? Body)>> Places(MatrixCall call, MatrixTarget target)
    {
        foreach (Match parameter in Parameter().Matches(call.Template))
        {
            var place = call.Template[..parameter.Index].Count(c => c == '/');
            yield return text =>
            {
                var (path, query) = Split(target.Path(call));
                return (string.Join('/', path.Split('/').Select((part, at) => at == place ? Uri.EscapeDataString(text) : part)) + query, Body(call, target));
            };
        }
        for (var i = 0; i < call.Query.Count(c => c == '='); i++)
        {
            var at = i;
            yield return text =>
            {
                var (path, query) = Split(target.Path(call));
                var values = query[1..].Split('&').Select((value, n) => n == at ? $"{value.Split('=')[0]}={Uri.EscapeDataString(text)}" : value);
                return ($"{path}?{string.Join('&', values)}", Body(call, target));
            };
        }
        if (call.Body is null or "bytes")
            yield break;
        foreach (var leaf in Leaves(JsonNode.Parse(Body(call, target)!)!).ToList())
            yield return text => (target.Path(call), With(Body(call, target)!, leaf, text));
    }

    private static (string Path, string Query) Split(string path) =>
        path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (path[..at], path[at..]) : (path, "");

    private static string? Body(MatrixCall call, MatrixTarget target) => call.Body is null ? null : target.Named(call.Body);

    private static IEnumerable<string> Leaves(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value!)),
        JsonArray items => items.SelectMany(item => Leaves(item!)),
        _ => [node.GetPath()],
    };

    private static string With(string body, string leaf, string text)
    {
        var root = JsonNode.Parse(body)!;
        foreach (var node in Walk(root).Where(node => node.GetPath() == leaf).ToList())
            node.ReplaceWith(text);
        return root.ToJsonString();
    }

    private static IEnumerable<JsonNode> Walk(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Walk(member.Value!)),
        JsonArray items => items.SelectMany(item => Walk(item!)),
        _ => [node],
    };

    /// <summary>A text of the same form that means nothing in SQL.</summary>
    private static string Twin(string payload) => string.Concat(payload.Select(c => c switch
    {
        '\'' => '!',
        ';' => ':',
        '\\' => '^',
        '$' => '~',
        '%' => '#',
        '"' => '`',
        _ => c,
    })).Replace("--", "++", StringComparison.Ordinal).Replace('_', '-');

    private async Task<MatrixAnswer> Send(MatrixCall call, (string Path, string? Body) place, string text, SentCredential credential)
    {
        Interlocked.Increment(ref _sent);
        using var request = new HttpRequestMessage(new(call.Method), new Uri(place.Path + credential.Query, UriKind.Relative));
        request.Content = place.Body switch
        {
            null => null,
            "bytes" when call.Template.StartsWith("/api/", StringComparison.Ordinal) => new MultipartFormDataContent { { new StringContent("bytes"), "files", "a.txt" } },
            "bytes" => new ByteArrayContent("bytes"u8.ToArray()),
            var json => new StringContent(json, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in credential.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _chat.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new((int)response.StatusCode, response.IsSuccessStatusCode ? "" : Without(await response.Content.ReadAsStringAsync(), text));
    }

    /// <summary>Neither what it repeats of the request nor the numbers of rows.</summary>
    private static string Without(string answer, string text) => Varying().Replace(answer, "")
        .Replace(JsonValue.Create(text).ToJsonString()[1..^1], "*", StringComparison.Ordinal)
        .Replace(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), "*", StringComparison.Ordinal);

    /// <summary>The tables there are, and what the other tenant has in them.</summary>
    private async Task<List<string>> Canaries()
    {
        await using var command = _db.CreateCommand("""
            select 'table ' || schemaname || '.' || tablename from pg_tables where schemaname in ('chat', 'events', 'vault', 'analytics_private')
            union all select 'event ' || stream_id || ' ' || version || ' ' || encode(hash, 'hex') from events.mt_events where tenant_id = 'rival' and stream_id like 'room-%'
            union all select 'message ' || m::text from chat.messages m where tenant_id = 'rival'
            order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        rows.Count.ShouldBeGreaterThan(30);
        return rows;
    }

    [GeneratedRegex(@"\{(\*\*)?(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("\"requestId\":\"[^\"]*\"|(?<=(?:User|room) '?)[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}
