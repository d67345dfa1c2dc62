using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatEs.Application.Vault;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

public sealed class authenticating_a_user(MeetingLawyersWorld<authenticating_a_user> world) : IClassFixture<MeetingLawyersWorld<authenticating_a_user>>
{
    private const string Url = "/s2s/v1/users/authenticate";

    private const string Header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

    [Fact]
    public async Task a_server_gets_a_token_for_its_user()
    {
        var apiKey = await world.ApiKey(world.Key);
        var answer = await world.Scenario(x => x.Post(Url).Keys(apiKey, world.Key.Secret).Json("""{"user_id":"a new user"}"""));
        Golden.ShouldMatch(
            """{"access_token":"<jwt>","token_type":"bearer","expires_in":60}""", answer.Bytes, ("jwt", @"[\w-]+\.[\w-]+\.[\w-]{43}"));
        answer.Header("Cache-Control").ShouldBe("no-store");
        var claims = Claims(answer.String("access_token")!);
        (claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString()).ShouldBe(("a new user", "acme"));
    }

    /// <summary>expires_in is minutes of not being used.</summary>
    [Fact]
    public async Task a_token_lives_as_long_as_it_is_used()
    {
        var room = await world.Conversation();
        var one = world.One;
        for (var i = 0; i < 4; i++)
        {
            world.Clock.Move(TimeSpan.FromMinutes(45));
            await world.List(one, room);
        }
        world.Clock.Move(TimeSpan.FromMinutes(60));
        await Refused(one, room);
    }

    [Fact]
    public async Task a_session_is_not_written_by_every_use()
    {
        var room = await world.Conversation();
        await world.List(world.One, room);
        var before = await Expiry(world.One);
        world.Clock.Move(TimeSpan.FromSeconds(50));
        await world.List(world.One, room);
        (await Expiry(world.One)).ShouldBe(before);
        world.Clock.Move(TimeSpan.FromSeconds(20));
        await world.List(world.One, room);
        (await Expiry(world.One)).ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task whatever_we_did_not_issue_is_refused()
    {
        var room = await world.Conversation();
        var good = world.One.Token;
        var (content, signature) = (good[..good.LastIndexOf('.')], good[(good.LastIndexOf('.') + 1)..]);
        var none = Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8);
        var hs512 = Base64Url.EncodeToString("""{"alg":"HS512","typ":"JWT"}"""u8);
        var payload = content[(Header.Length + 1)..];
        var other = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims(good).GetRawText().Replace(world.One.UserId, world.Other.UserId, StringComparison.Ordinal)));
        string[] wrong =
        [
            "dXNlcm5hbWU6MTIzNDU2Nzg5MDEyMzQ1N", "x", "..", $"{content}.", $"{content}.{signature[..^1]}", $"{content}.{Flip(signature)}",
            $"{none}.{payload}.", $"{none}.{payload}.{signature}", $"{hs512}.{payload}.{signature}", $"{Header}.{other}.{signature}",
            $"{Header}.{payload}.{Sign(new byte[32], $"{Header}.{payload}")}", $"{good}.{signature}", new string('x', 10_000),
            world.Key.Secret, (await world.Chat.User("acme", $"token {room}")).Secret,
        ];
        foreach (var token in wrong)
            await Refused(world.One with { Token = token }, room);
        await world.List(world.One, room);
    }

    [Fact]
    public async Task a_token_opens_its_own_tenant_alone()
    {
        var room = await world.Conversation();
        var rival = await world.Client("somebody", world.Rival);
        await Refused(world.One with { ApiKey = rival.ApiKey }, room);
        await Refused(rival with { ApiKey = world.One.ApiKey }, room);
        // Signed by the right key of the wrong tenant.
        var forged = Claims(world.One.Token).GetRawText();
        var content = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(forged))}";
        var key = await world.Chat.Service<SigningKeys>().Get("access tokens of rival", default);
        await Refused(rival with { Token = $"{content}.{Sign(key, content)}" }, room);
    }

    /// <summary>Ambiguity 9.</summary>
    [Fact]
    public async Task keys_that_are_missing_are_400_and_wrong_ones_401()
    {
        var (room, one) = (await world.Conversation(), world.One);
        await world.Scenario(x =>
        {
            x.Get($"/chat/message?room={room}").Header("Authorization", $"Bearer {one.Token}");
            x.ErrorShouldBe(400, "malformed");
        });
        foreach (var apiKey in new[] { "ak_nobodys", "g3f2fh675l0x", "ä", new string('x', 1000), world.Key.Secret })
            await Refused(one with { ApiKey = apiKey }, room);
        await world.Scenario(x =>
        {
            x.Get($"/chat/message?room={room}").Header("Api-Key", one.ApiKey);
            x.ErrorShouldBe(401, "unauthorized");
        });

        var rivals = await world.ApiKey(world.Rival);
        await Asking(null, world.Key.Secret, 400, "malformed");
        await Asking(one.ApiKey, null, 400, "malformed");
        await Asking(one.ApiKey, "sk_wrong", 401, "unauthorized");
        await Asking(rivals, world.Key.Secret, 401, "unauthorized");
        await Asking(one.ApiKey, one.Token, 401, "unauthorized");
        var auditor = await world.Chat.Key("acme", ApiKeyKind.Auditor);
        await Asking(await world.ApiKey(auditor), auditor.Secret, 401, "unauthorized");
    }

    [Fact]
    public async Task a_revoked_key_opens_nothing_any_more()
    {
        var key = await world.Chat.Key("acme", ApiKeyKind.Secret);
        var client = await world.Client("under another key", key);
        await world.Acting.Do(new RevokeApiKey("acme", client.ApiKey));
        await using (var remove = world.Db.CreateCommand("delete from vault.api_keys where key_id = $1"))
        {
            remove.Parameters.AddWithValue(client.ApiKey);
            await remove.ExecuteNonQueryAsync();
        }
        await MeetingLawyersWorld<authenticating_a_user>.Eventually(async () => (await world.Scenario(x =>
        {
            x.Get("/chat/message?room=1").As(client);
            x.AnyStatus();
        })).Status == 401);
    }

    [Fact]
    public async Task a_suspended_user_does_nothing()
    {
        var (room, one) = (await world.Conversation(), world.One);
        await world.Acting.SuspendAndWait(one.Number);
        await world.Scenario(x =>
        {
            x.Get($"/chat/message?room={room}").As(one);
            x.ErrorShouldBe(403, "user_suspended");
        });
        await world.Scenario(x =>
        {
            x.Post("/chat/message").As(one).Json("{}");
            x.ErrorShouldBe(403, "user_suspended");
        });
        await world.Scenario(x =>
        {
            x.Post(Url).Keys(one.ApiKey, world.Key.Secret).Json(JsonSerializer.Serialize(new { user_id = one.UserId }));
            x.ErrorShouldBe(403, "user_suspended");
        });
    }

    [Theory]
    [InlineData("", 406, "invalid_payload")]
    [InlineData("{", 406, "invalid_payload")]
    [InlineData("user_id=x", 406, "invalid_payload")]
    [InlineData("{}", 400, "malformed")]
    [InlineData("[]", 400, "malformed")]
    [InlineData("null", 400, "malformed")]
    [InlineData("""{"user_id":null}""", 400, "malformed")]
    [InlineData("""{"user_id":""}""", 400, "malformed")]
    [InlineData("""{"user_id":5}""", 400, "malformed")]
    [InlineData("""{"user_id":"a\u0000"}""", 400, "malformed")]
    [InlineData("""{"user_id":"\udc00"}""", 400, "malformed")]
    public async Task a_malformed_body_is_refused(string body, int status, string code)
    {
        var apiKey = await world.ApiKey(world.Key);
        await world.Scenario(x =>
        {
            x.Post(Url).Keys(apiKey, world.Key.Secret).Json(body);
            x.ErrorShouldBe(status, code);
        });
    }

    [Fact]
    public async Task where_a_tenant_wants_it_nobody_is_registered_by_being_named()
    {
        var strict = await world.Chat.Tenant("strict", registersUnknownUsers: false);
        var apiKey = await world.ApiKey(strict);
        await world.Scenario(x =>
        {
            x.Post(Url).Keys(apiKey, strict.Secret).Json("""{"user_id":"unknown"}""");
            x.ErrorShouldBe(404, "user_not_found");
        });
    }

    [Fact]
    public async Task ended_sessions_are_cleared_away()
    {
        var client = await world.Client("soon gone");
        world.Clock.Move(TimeSpan.FromHours(2));
        (await world.Chat.Service<Application.Tenancy.TokenSessions>().RemoveExpired(world.Clock.GetUtcNow(), default)).ShouldBeGreaterThan(0);
        await Refused(client, new(1));
    }

    private Task<Answer> Asking(string? apiKey, string? secret, int status, string code) => world.Scenario(x =>
    {
        x.Post(Url).Json("""{"user_id":"x"}""");
        if (apiKey is not null)
            x.Header("Api-Key", apiKey);
        if (secret is not null)
            x.Header("Secret-Key", secret);
        x.ErrorShouldBe(status, code);
    });

    private Task<Answer> Refused(Client client, Domain.RoomNumber room) => world.Scenario(x =>
    {
        x.Get($"/chat/message?room={room}").As(client);
        x.ErrorShouldBe(401, "unauthorized");
    });

    private async Task<DateTime> Expiry(Client client)
    {
        await using var command = world.Db.CreateCommand("select expires_at from vault.token_sessions where id = $1");
        command.Parameters.AddWithValue(Claims(client.Token).GetProperty("jti").GetGuid());
        return (DateTime)(await command.ExecuteScalarAsync())!;
    }

    private static JsonElement Claims(string token) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[1]));

    private static string Sign(byte[] key, string content) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));

    /// <summary>Its last bits, which some decoders overlook.</summary>
    private static string Flip(string signature) => signature[..^1] + (char)(signature[^1] == 'A' ? 'B' : signature[^1] - 1);
}
