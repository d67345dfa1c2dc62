using System.Globalization;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>docs/dialects/qiscus.md is run from top to bottom, with curl, against a service behind a real socket.</summary>
public sealed class the_documented_calls : IAsyncLifetime
{
    private ChatEsHost _chat = null!;
    private Identity _demo = null!;
    private Dictionary<string, string> _variables = null!;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.StartOnKestrel("qiscus_documented_calls");
        _demo = await _chat.Tenant("demo");
        var room = (await _chat.Post(_demo, "create_room", """{"room_name":"First","participants":["alice","bob"],"creator":"alice"}""")).Room();
        var comment = (await _chat.Post(_demo, "post_comment", $$"""{"user_id":"alice","room_id":"{{room}}","message":"first"}"""))
            .Json.GetProperty("results").GetProperty("comment").GetProperty("id").GetInt64();
        _variables = new(StringComparer.Ordinal)
        {
            ["SECRET_KEY"] = _demo.Secret,
            ["ROOM"] = room,
            ["COMMENT"] = comment.ToString(CultureInfo.InvariantCulture),
        };
    }

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Fact]
    public async Task answer_as_documented() =>
        (await new DocumentedPage("docs/dialects/qiscus.md", _variables).Run(_chat.Client.BaseAddress!)).ShouldBeGreaterThan(30);
}
