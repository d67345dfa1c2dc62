using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.Testing;

namespace ChatEs.Api.Tests.Security;

/// <summary>What a request may come with, in the order of the columns of the matrix.</summary>
internal enum CredentialKind
{
    None,
    Wrong,
    Expired,
    Revoked,
    RivalServer,
    RivalUser,
    Outsider,
    Participant,
    Moderator,
    Suspended,
    Server,
    ServerForUser,
    Auditor,
    Analytics,
}

/// <summary>What all rows share: two tenants and their keys.</summary>
internal sealed record MatrixKeys(
    Identity Server, string ServerId, Identity Auditor, string AuditorId, Identity Analytics, string AnalyticsId,
    Identity Revoked, string RevokedId, Identity Rival, string RivalId)
{
    public static async Task<MatrixKeys> Make(ChatEsHost chat)
    {
        await chat.Tenant("acme");
        await chat.Tenant("rival");
        var server = await Key("acme", ApiKeyKind.Secret);
        var auditor = await Key("acme", ApiKeyKind.Auditor);
        var analytics = await Key("acme", ApiKeyKind.Analytics);
        var revoked = await Key("acme", ApiKeyKind.Secret);
        var rival = await Key("rival", ApiKeyKind.Secret);
        await chat.Service<TenantAdministration>().RevokeKey("acme", revoked.Id, TenantAdministration.Operator("acme"), default);
        return new(server.Key, server.Id, auditor.Key, auditor.Id, analytics.Key, analytics.Id, revoked.Key, revoked.Id, rival.Key, rival.Id);

        async Task<(Identity Key, string Id)> Key(string tenant, ApiKeyKind kind)
        {
            var issued = (await chat.Service<TenantAdministration>().IssueKey(tenant, kind, default)).Result!;
            return (new(tenant, issued.Secret, null, null), issued.KeyId);
        }
    }
}

/// <summary>The people of one row, so that no row ends what another needs. Within a row each of them sends one request.</summary>
internal sealed class MatrixCast
{
    public const string Password = "correct horse battery";

    public required Identity Participant { get; init; }

    public required Identity Moderator { get; init; }

    public required Identity Outsider { get; init; }

    public required Identity Suspended { get; init; }

    /// <summary>A participant, whose credentials are revoked.</summary>
    public required Identity Leaver { get; init; }

    /// <summary>A participant, whose credentials have expired.</summary>
    public required Identity Late { get; init; }

    public required Identity Rival { get; init; }

    /// <summary>A participant, whom the secret key acts for. What the participant wrote is not his.</summary>
    public required Identity ActedFor { get; init; }

    public IEnumerable<Identity> InTheRoom => [Participant, Suspended, Leaver, Late, ActedFor];

    public IEnumerable<Identity> All => [.. InTheRoom, Moderator, Outsider, Rival];

    public static async Task<MatrixCast> Make(ChatEsHost chat, int row) => new()
    {
        Participant = await chat.User("acme", $"participant-{row}"),
        Moderator = await chat.User("acme", $"moderator-{row}"),
        Outsider = await chat.User("acme", $"outsider-{row}"),
        Suspended = await chat.User("acme", $"suspended-{row}"),
        Leaver = await chat.User("acme", $"leaver-{row}"),
        Late = await chat.User("acme", $"late-{row}"),
        Rival = await chat.User("rival", $"rival-{row}"),
        ActedFor = await chat.User("acme", $"acted-for-{row}"),
    };

    /// <returns>Null for a kind that is no person's.</returns>
    public Identity? Of(CredentialKind kind) => kind switch
    {
        CredentialKind.Expired => Late,
        CredentialKind.Revoked => Leaver,
        CredentialKind.RivalUser => Rival,
        CredentialKind.Outsider => Outsider,
        CredentialKind.Participant => Participant,
        CredentialKind.Moderator => Moderator,
        CredentialKind.Suspended => Suspended,
        _ => null,
    };

    public async Task GiveAvatars(ChatEsHost chat)
    {
        foreach (var person in All)
        {
            var (acting, user) = (new Acting(chat, person.Tenant), new UserNumber(person.UserNumber!.Value));
            await acting.Do(new SetUserAvatar(user, Actor.Server, Avatar.Of(await acting.File(user, Pictures.Png(2, 2), "me.png"))));
        }
    }

    public async Task GivePasswords(ChatEsHost chat)
    {
        foreach (var person in All)
            await chat.Service<Passwords>().Set(new(person.UserNumber!.Value), Actor.Server, Password, TenantAdministration.Operator(person.Tenant), default);
    }
}
