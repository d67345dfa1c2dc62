using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ChatMessages;

public sealed class requests_that_come_again(ActingHost<requests_that_come_again> host) : IClassFixture<ActingHost<requests_that_come_again>>
{
    [Fact]
    public async Task a_post_with_the_same_key_is_answered_as_the_first_and_posts_once()
    {
        var room = await host.Room();
        var body = $$"""{"room":"{{room}}","text":"once"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Post("k1", body)));
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann))).Texts().ShouldBe("once");
    }

    [Fact]
    public async Task the_same_key_with_another_body_is_422_and_another_accounts_key_is_his_own()
    {
        var room = await host.Room();
        await Post("k2", $$"""{"room":"{{room}}","text":"one"}""");
        await host.Scenario(x =>
        {
            x.Post("/chat-messages").As(host.Ann).Header("Idempotency-Key", "k2").Json($$"""{"room":"{{room}}","text":"two"}""");
            x.ErrorShouldBe(422, "Unprocessable", "unprocessable");
        });
        await host.Scenario(x => x.Post("/chat-messages").As(host.Ben).Header("Idempotency-Key", "k2").Json($$"""{"room":"{{room}}","text":"two"}"""));
        (await host.Scenario(x => x.Get($"/chat-messages?room={room}").As(host.Ann))).Texts().ShouldBe("one two");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("é")]
    [InlineData(null)]
    public async Task a_key_that_is_none_is_refused(string? key) => await host.Scenario(x =>
    {
        x.Post("/chat-messages").As(host.Ann).Header("Idempotency-Key", key ?? new string('k', 256)).Json("""{"room":"1"}""");
        x.ErrorShouldBe(400, "BadRequest", "bad-request", "Idempotency-Key");
    });

    private Task<Answer> Post(string key, string body) =>
        host.Scenario(x => x.Post("/chat-messages").As(host.Ann).Header("Idempotency-Key", key).Json(body));
}
