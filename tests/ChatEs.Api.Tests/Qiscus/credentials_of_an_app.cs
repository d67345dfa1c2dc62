using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class credentials_of_an_app(QiscusHost<credentials_of_an_app> host) : IClassFixture<QiscusHost<credentials_of_an_app>>
{
    private const int InvalidToken = 401301;
    private const int AppNotFound = 401303;

    [Theory]
    [InlineData("QISCUS-SDK-SECRET", null)]
    [InlineData("QISCUS_SDK_SECRET", null)]
    [InlineData("qiscus-sdk-secret", "QISCUS-SDK-APP-ID")]
    [InlineData("QISCUS_SDK_SECRET", "QISCUS_SDK_APP_ID")]
    [InlineData("QISCUS-SDK-SECRET", "QISCUS_SDK_APP_ID")]
    public async Task ambiguity_16_both_spellings_open_the_app(string secret, string? app) => await host.Chat.Scenario(x =>
    {
        x.Call(HttpMethod.Get, "get_rooms_info").Header(secret, host.Acme.Secret);
        if (app is not null)
            x.Header(app, "acme");
    });

    [Fact]
    public async Task ambiguity_16_no_secret_or_a_wrong_one_is_401()
    {
        (await Call(_ => { })).ErrorShouldBe(401, InvalidToken);
        (await Call(x => x.Header("QISCUS-SDK-SECRET", ""))).ErrorShouldBe(401, InvalidToken);
        (await Call(x => x.Header("QISCUS-SDK-SECRET", "sk_wrong"))).ErrorShouldBe(401, InvalidToken);
        (await Call(x => x.Header("Authorization", $"Bearer {host.Acme.Secret}"))).ErrorShouldBe(401, InvalidToken);
        (await Call(x => x.App(host.Acme).Header("QISCUS_SDK_SECRET", "another"))).ErrorShouldBe(401, InvalidToken);
    }

    [Fact]
    public async Task ambiguity_16_an_app_id_must_be_that_of_the_secret()
    {
        var other = await host.Chat.Tenant("other");
        (await Call(x => x.App(host.Acme).Header("QISCUS-SDK-APP-ID", "other"))).ErrorShouldBe(401, AppNotFound);
        (await Call(x => x.App(other).Header("QISCUS_SDK_APP_ID", "acme"))).ErrorShouldBe(401, AppNotFound);
        // Without the secret nobody learns which apps there are.
        var there = await Call(x => x.Header("QISCUS-SDK-SECRET", "sk_wrong").Header("QISCUS-SDK-APP-ID", "other"));
        var nowhere = await Call(x => x.Header("QISCUS-SDK-SECRET", "sk_wrong").Header("QISCUS-SDK-APP-ID", "nowhere"));
        there.Text.ShouldBe(nowhere.Text);
        there.ErrorShouldBe(401, InvalidToken);
    }

    [Fact]
    public async Task only_a_secret_key_is_the_secret_of_an_app()
    {
        foreach (var kind in new[] { ApiKeyKind.Auditor, ApiKeyKind.Analytics })
        {
            var key = await host.Chat.Key("acme", kind);
            (await Call(x => x.App(key))).ErrorShouldBe(401, InvalidToken);
        }
        var ann = await host.Chat.User("acme", "ann");
        (await Call(x => x.App(ann))).ErrorShouldBe(401, InvalidToken);
    }

    [Fact]
    public async Task credentials_come_before_the_request() => (await host.Chat.Scenario(x =>
    {
        x.Call(HttpMethod.Post, "create_room").Json("{broken");
        x.StatusShouldBe(401);
    })).ErrorShouldBe(401, InvalidToken);

    private Task<Answer> Call(Action<Scenario> tell) => host.Chat.Scenario(x =>
    {
        tell(x.Call(HttpMethod.Get, "get_rooms_info"));
        x.StatusShouldBe(401);
    });
}
