using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

public sealed class the_documentation
{
    [Fact]
    public async Task of_meetinglawyers_shows_real_answers()
    {
        await using var chat = await ChatEsHost.StartOnKestrel("ml_documentation");
        var key = await chat.Tenant("demo");
        var keyId = (await chat.Service<Credentials>().Find(key.Secret, default))!.KeyId!;
        var (alice, bob) = (await chat.User("demo", "alice"), await chat.User("demo", "bob"));
        var room = await new Acting(chat, "demo").Single(new UserNumber(alice.UserNumber!.Value), new UserNumber(bob.UserNumber!.Value));
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["API_KEY"] = keyId,
            ["SECRET_KEY"] = key.Secret,
            ["ALICE_JWT"] = await Token("alice"),
            ["BOB_JWT"] = await Token("bob"),
            ["ROOM"] = $"{room}",
        };
        // A delivery is noted after its answer, so whether the next line shows it is not certain.
        var page = new DocumentedPage("docs/dialects/meetinglawyers.md", variables, @"""status"":""(sent|received)""|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|eyJ[\w-]+\.[\w-]+\.[\w-]+|/files/\d+/");
        (await page.Run(chat.Client.BaseAddress!)).ShouldBe(8);

        async Task<string> Token(string user) => (await chat.Scenario(x => x.Post("/s2s/v1/users/authenticate").Keys(keyId, key.Secret)
            .Json($$"""{"user_id":"{{user}}"}"""))).String("access_token")!;
    }
}
