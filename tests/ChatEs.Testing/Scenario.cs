using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace ChatEs.Testing;

/// <summary>One request and what its answer must be, in one lambda.</summary>
public sealed class Scenario : IDisposable
{
    private readonly List<Action<Answer>> _expectations = [];
    private readonly HttpRequestMessage _request = new();
    private int? _status = 200;

    public Scenario Get(string url) => To(HttpMethod.Get, url);

    public Scenario Post(string url) => To(HttpMethod.Post, url);

    public Scenario Put(string url) => To(HttpMethod.Put, url);

    public Scenario Patch(string url) => To(HttpMethod.Patch, url);

    public Scenario Delete(string url) => To(HttpMethod.Delete, url);

    public Scenario To(HttpMethod method, string url) => To(method, new Uri(url, UriKind.Relative));

    /// <summary>An absolute address, where the host's name or scheme matters.</summary>
    public Scenario To(HttpMethod method, Uri url)
    {
        (_request.Method, _request.RequestUri) = (method, url);
        return this;
    }

    public Scenario As(Identity who)
    {
        Header("Authorization", $"Bearer {who.Secret}");
        return who.ActsFor is { } user ? Header("X-ChatEs-User", user) : this;
    }

    public Scenario Header(string name, string value)
    {
        _request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return this;
    }

    public Scenario Json(string json) => Body(Encoding.UTF8.GetBytes(json), "application/json");

    public Scenario Content(HttpContent content)
    {
        _request.Content = content;
        return this;
    }

    public Scenario JsonOrNot(string? json) => json is null ? this : Json(json);

    public Scenario Body(byte[] bytes, string? contentType)
    {
        _request.Content = new ByteArrayContent(bytes);
        if (contentType is not null)
            _request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType).ShouldBeTrue();
        return this;
    }

    /// <summary>200 where a scenario says nothing.</summary>
    public void StatusShouldBe(int status) => _status = status;

    /// <summary>For the racers, of whom only one can win; the test looks at all answers together.</summary>
    public void AnyStatus() => _status = null;

    public void HeaderShouldBe(string name, string value) =>
        _expectations.Add(answer => answer.Header(name).ShouldBe(value, $"header {name}"));

    public void BodyShouldBe(string text) => _expectations.Add(answer => answer.Text.ShouldBe(text));

    /// <summary>Member by member, whatever the order of names and the white space.</summary>
    public void JsonShouldBe(string json) => _expectations.Add(answer =>
        JsonNode.DeepEquals(JsonNode.Parse(answer.Text), JsonNode.Parse(json)).ShouldBeTrue($"expected {json}\nbut was {answer.Text}"));

    /// <summary>A refusal in the shape of RFC 9457; <paramref name="members"/> are those it must name as wrong, exactly.</summary>
    public void ProblemShouldBe(int status, string code, params string[] members)
    {
        StatusShouldBe(status);
        _expectations.Add(answer =>
        {
            answer.ContentType.ShouldBe("application/problem+json");
            var problem = answer.Json;
            problem.GetProperty("status").GetInt32().ShouldBe(status);
            problem.GetProperty("code").GetString().ShouldBe(code, answer.Text);
            problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
            problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
            problem.GetProperty("requestId").GetString().ShouldBe(answer.Header("X-Request-Id"));
            var named = problem.TryGetProperty("errors", out var errors) ? errors.EnumerateArray().Select(e => e.GetProperty("member").GetString()!) : [];
            named.ShouldBe(members, answer.Text);
        });
    }

    /// <summary>Whatever else a test wants to say of the answer.</summary>
    public void AnswerShould(Action<Answer> expectation) => _expectations.Add(expectation);

    public void Dispose() => _request.Dispose();

    internal async Task<Answer> Run(HttpClient client, CancellationToken cancellation)
    {
        using var response = await client.SendAsync(_request, cancellation);
        var answer = new Answer(response, await response.Content.ReadAsByteArrayAsync(cancellation));
        answer.Status.ShouldBe(_status ?? answer.Status, $"{_request.Method} {_request.RequestUri}: {answer.Text}");
        _expectations.ForEach(expectation => expectation(answer));
        return answer;
    }
}

public sealed class Answer
{
    private readonly Dictionary<string, string> _headers;

    internal Answer(HttpResponseMessage response, byte[] body)
    {
        (Status, Bytes, ContentType) = ((int)response.StatusCode, body, response.Content.Headers.ContentType?.ToString());
        (Method, Path) = (response.RequestMessage!.Method.Method, response.RequestMessage.RequestUri!.AbsolutePath);
        _headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
    }

    private Answer(Answer whole, byte[] part)
    {
        (Status, Bytes, ContentType, _headers) = (whole.Status, part, whole.ContentType, whole._headers);
        (Method, Path) = (whole.Method, whole.Path);
    }

    /// <summary>Of the request, without its query.</summary>
    public string Method { get; }

    public string Path { get; }

    public int Status { get; }

    public string? ContentType { get; }

    public byte[] Bytes { get; }

    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Bytes);

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public long Long(string member) => Json.GetProperty(member).GetInt64();

    /// <summary>An element of an array in the answer, as if it were the whole.</summary>
    public Answer Of(string member, int place) => new(this, Encoding.UTF8.GetBytes(Json.GetProperty(member)[place].GetRawText()));

    public string? String(string member) => Json.GetProperty(member).GetString();
}

public static class Scenarios
{
    /// <summary><c>await host.Scenario(x => { x.Post("/v1/rooms").As(alice).Json("{}"); x.StatusShouldBe(201); })</c></summary>
    public static async Task<Answer> Scenario(this ChatEsHost host, Action<Scenario> tell, CancellationToken cancellation = default)
    {
        using var scenario = new Scenario();
        tell(scenario);
        return await scenario.Run(host.Client, cancellation);
    }
}
