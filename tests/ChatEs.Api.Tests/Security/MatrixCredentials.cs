using ChatEs.Api.Dialects.Virola;
using ChatEs.Application.ReadModels;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Testing;
using Npgsql;

namespace ChatEs.Api.Tests.Security;

/// <summary>How a kind of credential is sent in the dialect of a call: headers, and a query of its own where there is one.</summary>
internal sealed record SentCredential(params (string Name, string Value)[] Headers)
{
    public string Query { get; init; } = "";

    /// <summary>What a login is tried with.</summary>
    public (string User, string Password)? Login { get; init; }
}

/// <summary>
/// The credentials of one row, made before any of its requests is sent: what has expired and what was revoked was good once.
/// </summary>
internal sealed class MatrixCredentials(ChatEsHost chat, NpgsqlDataSource db, MatrixKeys keys, MatrixCall call, MatrixCast cast)
{
    private readonly Dictionary<CredentialKind, string> _sessions = [];

    private string[] Segments => call.Template.Split('/');

    private bool TakesTickets => call.Template is "/v1/events" or "/v1/rooms/{room}/events";

    /// <summary>Begins the sessions of the dialects that have them.</summary>
    public async Task Prepare()
    {
        foreach (var kind in Enum.GetValues<CredentialKind>())
        {
            if (cast.Of(kind) is not { } person)
                continue;
            var user = new UserNumber(person.UserNumber!.Value);
            switch (Segments)
            {
                case [_, "api", "v1", ..]:
                    _sessions[kind] = await chat.Service<WebSessions>().Begin(person.Tenant, user, default);
                    break;
                case [_, "chat", "message"]:
                    var (id, secret) = person.Tenant == "rival" ? (keys.RivalId, keys.Rival.Secret) : (keys.ServerId, keys.Server.Secret);
                    _sessions[kind] = (await chat.Scenario(x => x.Post("/s2s/v1/users/authenticate")
                        .Header("Api-Key", id).Header("Secret-Key", secret).Json($$"""{"user_id":"{{person.UserId}}"}"""))).String("access_token")!;
                    break;
                default:
                    if (TakesTickets && kind == CredentialKind.Expired)
                        _sessions[kind] = (await chat.Service<Tickets>().Issue(new("acme", null, null, user), user, default)).Ticket;
                    break;
            }
        }
    }

    /// <summary>After every target was made, since who is suspended or gone could not be put into a room.</summary>
    public async Task End()
    {
        await new Acting(chat).Suspend(new(cast.Suspended.UserNumber!.Value));
        await chat.Service<UserTokens>().Reset(new(cast.Leaver.UserNumber!.Value), Actor.Server, TenantAdministration.Operator("acme"), default);
        foreach (var table in new[] { "web_sessions", "token_sessions", "tickets" })
        {
            await using var command = db.CreateCommand($"update vault.{table} set expires_at = now() - interval '1 second' where user_no = $1");
            command.Parameters.Add(Sql.Number(cast.Late.UserNumber!.Value));
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <returns>Null where the dialect cannot say it.</returns>
    public SentCredential? Of(CredentialKind kind) => Segments switch
    {
        [_, "api", "v1", "login"] => Login(kind),
        [_, "api", "v1", ..] => Virola(kind),
        [_, "api", "v2.1", ..] => Secret(kind) is { } secret ? secret.Length == 0 ? new() : new(("QISCUS-SDK-SECRET", secret)) : null,
        [_, "s2s", ..] => Pair(kind),
        [_, "chat", "message"] => Token(kind),
        [_, "rpc", ..] => Secret(kind) is { } bearer ? Bearer(bearer) : null,
        [_, "v1" or "chat-messages" or "chat-rooms", ..] => Native(kind),
        // What needs no credentials must not mind any.
        _ => kind is CredentialKind.Expired or CredentialKind.Revoked ? null : Native(kind),
    };

    private static SentCredential Bearer(string secret) => secret.Length == 0 ? new() : new(("Authorization", $"Bearer {secret}"));

    private SentCredential? Native(CredentialKind kind) => kind switch
    {
        CredentialKind.Expired => TakesTickets ? new() { Query = $"?ticket={_sessions[kind]}" } : null,
        CredentialKind.Revoked => Bearer(cast.Leaver.Secret),
        CredentialKind.ServerForUser => new(("Authorization", $"Bearer {keys.Server.Secret}"), ("X-ChatEs-User", cast.ActedFor.UserId!)),
        _ => Bearer(Secret(kind)!),
    };

    /// <summary>Of APIs for servers alone: a user's token is nothing there. Neither keys nor tokens expire.</summary>
    private string? Secret(CredentialKind kind) => kind switch
    {
        CredentialKind.None => "",
        CredentialKind.Wrong => Credentials.NewSecret(Credentials.SecretKeyPrefix),
        CredentialKind.Revoked => keys.Revoked.Secret,
        CredentialKind.RivalServer => keys.Rival.Secret,
        CredentialKind.Server => keys.Server.Secret,
        CredentialKind.Auditor => keys.Auditor.Secret,
        CredentialKind.Analytics => keys.Analytics.Secret,
        CredentialKind.Expired or CredentialKind.ServerForUser => null,
        _ => cast.Of(kind)!.Secret,
    };

    private SentCredential? Pair(CredentialKind kind) => (kind, Secret(kind)) switch
    {
        (_, null) => null,
        (CredentialKind.None, _) => new(),
        var (_, secret) => new(("Api-Key", KeyId(kind)), ("Secret-Key", secret)),
    };

    private string KeyId(CredentialKind kind) => kind switch
    {
        CredentialKind.RivalServer or CredentialKind.RivalUser => keys.RivalId,
        CredentialKind.Revoked => keys.RevokedId,
        CredentialKind.Auditor => keys.AuditorId,
        CredentialKind.Analytics => keys.AnalyticsId,
        _ => keys.ServerId,
    };

    /// <summary>A user's token beside the id of a key. Of a key that is not a server's, or another tenant's, no token helps.</summary>
    private SentCredential? Token(CredentialKind kind)
    {
        SentCredential With(string token) => new(("Api-Key", KeyId(kind)), ("Authorization", $"Bearer {token}"));

        return kind switch
        {
            CredentialKind.None => new(("Api-Key", keys.ServerId)),
            CredentialKind.ServerForUser => null,
            CredentialKind.Wrong => With(_sessions[CredentialKind.Participant] + "x"),
            CredentialKind.Server => With(keys.Server.Secret),
            CredentialKind.Revoked => new(("Api-Key", keys.ServerId), ("Authorization", $"Bearer {_sessions[kind]}")),
            _ => With(_sessions.GetValueOrDefault(kind, _sessions[CredentialKind.Participant])),
        };
    }

    private SentCredential? Virola(CredentialKind kind) => kind switch
    {
        CredentialKind.Wrong => Cookie(new string('a', 64)),
        _ when _sessions.TryGetValue(kind, out var session) => Cookie(session),
        _ => Secret(kind) is { } secret ? Bearer(secret) : null,
    };

    private static SentCredential Cookie(string session) => new(("Cookie", $"{VirolaAuth.Cookie}={session}"));

    private SentCredential? Login(CredentialKind kind) => kind switch
    {
        CredentialKind.None => new() { Login = ("", "") },
        CredentialKind.Wrong => new() { Login = (cast.Participant.UserId!, "another password") },
        CredentialKind.Expired or CredentialKind.Revoked => null,
        _ => cast.Of(kind) is { } person ? new() { Login = (person.UserId!, MatrixCast.Password) } : null,
    };
}
