using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ChatEs.Application.Tenancy;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

/// <summary>What reaches a call and breaks off or is framed wrongly: only a real server on real sockets can be sent that.</summary>
public sealed class bodies_that_are_no_http : IAsyncLifetime
{
    private const string Sentence = "The body broke off, or is no valid HTTP.";

    private ChatEsHost _chat = null!;
    private Identity _ann = null!;
    private Dictionary<string, (string Path, string Credentials, string Answer)> _calls = null!;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.StartOnKestrel("hosting_no_http", new HostSettings(null, ("Files:MaxBytes", "100000")));
        var key = await _chat.Tenant("acme");
        _ann = await _chat.User("acme", "ann");
        var room = (await _chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(_ann).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        var message = (await _chat.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(_ann).Json("""{"text":"one"}""");
            x.StatusShouldBe(201);
        })).Long("integerId");
        var keyId = (await _chat.Service<Credentials>().Find(key.Secret, default))!.KeyId!;
        var jwt = (await _chat.Scenario(x => x.Post("/s2s/v1/users/authenticate").Header("Api-Key", keyId).Header("Secret-Key", key.Secret)
            .Json("""{"user_id":"ann"}"""))).String("access_token");
        var (bearer, server) = ($"Authorization: Bearer {_ann.Secret}", $"Authorization: Bearer {key.Secret}");
        var problem = $$$"""{"title":"Bad Request","status":400,"code":"invalid","detail":"body: {{{Sentence}}}","errors":[{"member":"body","message":"{{{Sentence}}}"}],"requestId":"<text>"}""";
        _calls = new(StringComparer.Ordinal)
        {
            ["/v1"] = ("/v1/rooms", bearer, problem),
            ["/v1, a form"] = ("/v1/files", bearer, problem),
            ["Roomlio"] = ("/rpc/RoomlioService/RoomHistory", server, $$$"""{"code":"malformed","message":"{{{Sentence}}}"}"""),
            ["Qiscus"] = (
                "/api/v2.1/rest/create_room", $"QISCUS-SDK-SECRET: {key.Secret}",
                $$$"""{"error":{"message":"{{{Sentence}}}","detailed_messages":["{{{Sentence}}}"]},"status":400}"""),
            ["chat-messages"] = (
                "/chat-messages", bearer, $$$"""{"name":"BadRequest","message":"{{{Sentence}}}","code":400,"className":"bad-request","errors":{}}"""),
            ["Virola"] = ($"/api/v1/rooms/{room}/messages", bearer, $$$"""{"errorText":"{{{Sentence}}}","httpStatusCode":400}"""),
            ["Virola, a form"] = ($"/api/v1/messages/{message}/attachments", bearer, $$$"""{"errorText":"{{{Sentence}}}","httpStatusCode":400}"""),
            ["MeetingLawyers"] = (
                "/chat/message", $"Api-Key: {keyId}\r\nAuthorization: Bearer {jwt}", $$$"""{"error":{"code":"malformed","message":"{{{Sentence}}}"}}"""),
            ["MeetingLawyers, a server"] = (
                "/s2s/v1/users/authenticate", $"Api-Key: {keyId}\r\nSecret-Key: {key.Secret}", $$$"""{"error":{"code":"malformed","message":"{{{Sentence}}}"}}"""),
        };
    }

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1, a form")]
    [InlineData("Roomlio")]
    [InlineData("Qiscus")]
    [InlineData("chat-messages")]
    [InlineData("Virola")]
    [InlineData("Virola, a form")]
    [InlineData("MeetingLawyers")]
    [InlineData("MeetingLawyers, a server")]
    public async Task are_refused_in_the_shape_of_the_api_that_was_called(string api)
    {
        foreach (var body in new[] { "zz\r\n{}\r\n0\r\n\r\n", "3\r\n{\"a\": 1}\r\n0\r\n\r\n", "-1\r\n", "5\r\n--x\r\nX\r\n", "FFFFFFFFFFFFFFFF\r\n" })
            await ShouldBeRefused(api, "Transfer-Encoding: chunked", body);
        _chat.Log.Warnings.ShouldBeEmpty();
        (await _chat.Scenario(x => x.Get("/v1/me").As(_ann))).Json.GetProperty("user").GetProperty("id").GetString().ShouldBe("ann");
    }

    /// <summary>
    /// The server waits some seconds for the rest, so all are sent at once. Who hangs up instead is told nothing: then the server
    /// closes the connection, whatever the service would say.
    /// </summary>
    [Fact]
    public async Task are_refused_too_when_the_rest_does_not_come()
    {
        await Task.WhenAll(_calls.Keys.SelectMany(api => new[]
        {
            ShouldBeRefused(api, "Content-Length: 100", "--x\r\nContent-Disposition: form-data"),
            ShouldBeRefused(api, "Transfer-Encoding: chunked", "5\r\n--x"),
        }));
        _chat.Log.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/v1/files")]
    [InlineData("/v1/rooms/1/messages/1/attachments")]
    public async Task a_form_that_is_larger_than_all_its_files_may_be_is_413(string path)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(
            "--x\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\n" + new string('y', 4_000_000) + "\r\n--x--\r\n"));
        content.Headers.ContentType = new("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", "x") } };
        await _chat.Scenario(x =>
        {
            // Else the answer comes while the client still sends, which clients take for a broken connection.
            x.Post(path).As(_ann).Header("Expect", "100-continue").Content(content);
            x.ProblemShouldBe(413, "body_too_large");
        });
    }

    private async Task ShouldBeRefused(string api, string framing, string body)
    {
        var (path, credentials, expected) = _calls[api];
        var type = api.EndsWith("a form", StringComparison.Ordinal) ? "multipart/form-data; boundary=x" : "application/json";
        var answer = await Send($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{credentials}\r\nContent-Type: {type}\r\n{framing}\r\n\r\n{body}");
        answer.ShouldStartWith("HTTP/1.1 400 Bad Request\r\n", Case.Sensitive, $"{api}, {framing}: {body}");
        answer.ShouldContain("\r\nConnection: close\r\n");
        Golden.ShouldMatch(expected, Encoding.UTF8.GetBytes(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]));
    }

    /// <summary>All that comes until the server closes the connection, as it must.</summary>
    private async Task<string> Send(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _chat.Client.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
