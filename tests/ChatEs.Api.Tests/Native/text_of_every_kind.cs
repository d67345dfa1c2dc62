using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class text_of_every_kind(HostOf<text_of_every_kind> host) : IClassFixture<HostOf<text_of_every_kind>>
{
    [Theory]
    [InlineData("🦊👩‍👩‍👧‍👦🇩🇪")]
    [InlineData("مرحبا بالعالم ‏שלום‎")]
    [InlineData("non-breaking\u00A0space\u202F\u2028\u2029")]
    [InlineData("e\u0301 is not é, Å is not Å")]
    [InlineData("<b>&amp;'+`</b>")]
    [InlineData("𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \uFFFF\uFFFE\uFEFF\u0085\u007F")]
    [InlineData("日本語 한국어 ไทย")]
    public async Task goes_out_byte_for_byte_as_it_came_in(string text)
    {
        var room = await host.Room();
        var written = Encoding.UTF8.GetBytes($"\"text\":\"{text}\"");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Body([.. "{"u8, .. written, .. "}"u8], "application/json");
            x.StatusShouldBe(201);
        });
        foreach (var url in new[] { $"/v1/rooms/{room}/messages", $"/v1/rooms/{room}/messages/1" })
            (await host.Scenario(x => x.Get(url).As(host.Ben))).Bytes.AsSpan().IndexOf(written).ShouldBeGreaterThan(0, url);
    }

    /// <summary>They come back to the letter, and no client could read such a letter.</summary>
    [Theory]
    [InlineData("""\ud800""")]
    [InlineData("""a\udc00\ud800b""")]
    [InlineData("""\u0000""")]
    public async Task what_is_no_text_is_refused_inside_documents_too(string escaped)
    {
        var room = await host.Room();
        foreach (var document in new[] { $"\"{escaped}\"", $$"""{"a":[{"b":"{{escaped}}"}]}""", $$"""{"{{escaped}}":1}""" })
        {
            await ShouldBeInvalid(HttpMethod.Post, "/v1/rooms", "options", document);
            await ShouldBeInvalid(HttpMethod.Patch, $"/v1/rooms/{room}", "options", document);
            await ShouldBeInvalid(HttpMethod.Patch, "/v1/me", "extras", document);
            foreach (var member in new[] { "extras", "payload" })
                await ShouldBeInvalid(HttpMethod.Post, $"/v1/rooms/{room}/messages", member, document);
        }
    }

    private async Task ShouldBeInvalid(HttpMethod method, string path, string member, string document) => await host.Scenario(x =>
    {
        var text = path.EndsWith("/messages", StringComparison.Ordinal) ? "\"text\":\"Hi\"," : "";
        x.To(method, path).As(host.Ann).Json($$"""{{{text}}"{{member}}":{{document}}}""");
        x.ProblemShouldBe(400, "invalid", member);
    });

    [Fact]
    public async Task escaped_or_not_is_the_same_text()
    {
        const string Text = "\"quoted\" \\ / \b\f\n\r\t\u0001\u001F 🦊";
        var room = await host.Room();
        foreach (var body in new[] { JsonSerializer.Serialize(new { text = Text }), """{"text":"\"quoted\" \\ \/ \b\f\n\r\t\u0001\u001f \uD83E\uDD8A"}""" })
        {
            var number = (await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json(body);
                x.StatusShouldBe(201);
            })).Long("number");
            (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/{number}").As(host.Ben))).String("text").ShouldBe(Text);
        }
    }

    [Fact]
    public async Task names_rooms_keys_and_users_too()
    {
        const string Name = "Räume 🏠 \u00A0";
        var (key, user) = (host.New("schlüssel 🔑"), host.New("пользователь"));
        var room = (await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(host.Server.For(user)).Json($$"""{"name":"{{Name}}","key":"{{key}}"}""");
            x.StatusShouldBe(201);
        })).Long("room");
        var found = await host.Scenario(x => x.Get($"/v1/rooms?key={Uri.EscapeDataString(key)}").As(host.Server));
        found.Long("room").ShouldBe(room);
        found.String("name").ShouldBe(Name);
        (await host.Scenario(x => x.Delete($"/v1/rooms/{room}/participants?user={Uri.EscapeDataString(user)}").As(host.Server)))
            .Text.ShouldBe($$"""{"removed":["{{user}}"]}""");
    }

    [Fact]
    public async Task nothing_of_it_stands_in_the_log_of_the_service()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "a-very-private-word");
        await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json("""{"text":"a-very-private-word","replyTo":99}""");
            x.ProblemShouldBe(404, "message_not_found");
        });
        host.Chat.Log.All.ShouldAllBe(line => !line.Contains("a-very-private-word") && !line.Contains("sk_") && !line.Contains("ut_"));
    }
}
