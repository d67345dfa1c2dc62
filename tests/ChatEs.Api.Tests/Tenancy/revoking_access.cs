using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Tenancy;

public sealed class revoking_access(PeopleWorld<revoking_access> world) : IClassFixture<PeopleWorld<revoking_access>>
{
    /// <summary>What "every process within a second" means.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task to_a_key_closes_it_here_at_once_and_elsewhere_within_a_second()
    {
        var issued = (await Administration.IssueKey("acme", ApiKeyKind.Secret, default)).Result!;
        var key = new Identity("acme", issued.Secret, null, null);
        var user = await world.User();
        foreach (var host in new[] { world.Chat, world.Other })
            (await PeopleWorld<revoking_access>.StatusFor(host, key.For(user.UserId!))).ShouldBe(200);

        (await Administration.RevokeKey("acme", issued.KeyId, PeopleWorld<revoking_access>.Operator, default)).Result!.Changed.ShouldBeTrue();
        (await PeopleWorld<revoking_access>.StatusFor(world.Chat, key)).ShouldBe(401);
        await Task.Delay(Second);
        (await PeopleWorld<revoking_access>.StatusFor(world.Other, key)).ShouldBe(401);
        (await PeopleWorld<revoking_access>.StatusFor(world.Other, world.Server.For(user.UserId!))).ShouldBe(200);
    }

    [Fact]
    public async Task twice_changes_nothing()
    {
        var issued = (await Administration.IssueKey("acme", ApiKeyKind.Auditor, default)).Result!;
        (await Administration.RevokeKey("acme", issued.KeyId, PeopleWorld<revoking_access>.Operator, default)).Result!.Changed.ShouldBeTrue();
        (await Administration.RevokeKey("acme", issued.KeyId, PeopleWorld<revoking_access>.Operator, default)).Result!.Changed.ShouldBeFalse();
    }

    [Fact]
    public async Task of_another_tenant_is_not_possible()
    {
        var issued = (await Administration.IssueKey("acme", ApiKeyKind.Secret, default)).Result!;
        (await Administration.RevokeKey("rival", issued.KeyId, TenantAdministration.Operator("rival"), default))
            .Refusal!.Code.ShouldBe(RefusalCode.ApiKeyNotFound);
        var user = await world.User();
        (await PeopleWorld<revoking_access>.StatusFor(world.Chat, new Identity("acme", issued.Secret, null, null).For(user.UserId!))).ShouldBe(200);
    }

    [Fact]
    public async Task of_a_users_tokens_leaves_him_the_new_one()
    {
        var user = await world.User();
        var second = user with { Secret = await world.Chat.Service<Credentials>().IssueUserToken("acme", Number(user), default) };
        var another = await world.User();
        foreach (var token in new[] { user, second })
            (await PeopleWorld<revoking_access>.StatusFor(world.Other, token)).ShouldBe(200);

        var issued = (await world.Chat.Service<UserTokens>().Reset(Number(user), Actor.Server, PeopleWorld<revoking_access>.Operator, default)).Result!;
        await Task.Delay(Second);
        foreach (var host in new[] { world.Chat, world.Other })
        {
            (await PeopleWorld<revoking_access>.StatusFor(host, user)).ShouldBe(401);
            (await PeopleWorld<revoking_access>.StatusFor(host, second)).ShouldBe(401);
            (await PeopleWorld<revoking_access>.StatusFor(host, user with { Secret = issued.Token })).ShouldBe(200);
            (await PeopleWorld<revoking_access>.StatusFor(host, another)).ShouldBe(200);
        }
    }

    [Fact]
    public async Task of_anothers_tokens_is_refused_and_stores_nothing()
    {
        var (user, another) = (await world.User(), await world.User());
        (await world.Chat.Service<UserTokens>().Reset(Number(user), Number(another), PeopleWorld<revoking_access>.Operator, default))
            .Refusal!.Code.ShouldBe(RefusalCode.NotAllowed);
        (await world.Chat.Service<UserTokens>().Reset(new UserNumber(long.MaxValue), Actor.Server, PeopleWorld<revoking_access>.Operator, default))
            .Refusal!.Code.ShouldBe(RefusalCode.UserNotFound);
        (await PeopleWorld<revoking_access>.StatusFor(world.Chat, user)).ShouldBe(200);
    }

    private TenantAdministration Administration => world.Chat.Service<TenantAdministration>();

    private static UserNumber Number(Identity user) => PeopleWorld<revoking_access>.NumberOf(user);
}
