using ChatEs.Application.Realtime;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Realtime;

/// <summary>
/// Between being admitted and reading the first event some time passes. The feed begins in it, behind the event that ends the
/// admission, so that it is never told to anybody.
/// </summary>
public sealed class an_admission_that_ended_before_it_was_used : IAsyncLifetime
{
    private ChatEsHost _chat = null!;
    private Acting _acting = null!;
    private UserNumber _ann;
    private UserNumber _ben;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.Start(nameof(an_admission_that_ended_before_it_was_used));
        await _chat.Tenant("acme");
        _acting = new(_chat);
        _ann = new((await _chat.User("acme", "ann")).UserNumber!.Value);
        _ben = new((await _chat.User("acme", "ben")).UserNumber!.Value);
    }

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Fact]
    public Task by_suspension() => Ends(new("acme", _ben, null, null), () => _acting.Suspend(_ben));

    [Fact]
    public Task by_a_reset_token() => Ends(new("acme", _ben, null, null), () => _acting.Do(new ResetUserToken(_ben, Actor.Server)));

    [Fact]
    public async Task by_revoking_the_key()
    {
        var key = (await _chat.Service<TenantAdministration>().IssueKey("acme", ApiKeyKind.Secret, default)).Result!.KeyId;
        await Ends(new("acme", null, null, key), () => _chat.Service<TenantAdministration>().RevokeKey("acme", key, TenantAdministration.Operator("acme"), default));
    }

    private async Task Ends(LiveAudience audience, Func<Task> end)
    {
        var feed = _chat.Service<LiveFeed>();
        var admitted = (await feed.Listen(audience, after: null, default))!;
        await end();
        await using var other = (await feed.Listen(new("acme", _ann, null, null), after: null, default))!.GetAsyncEnumerator();
        var first = other.MoveNextAsync();
        await _acting.Room("Lounge", participants: _ann);
        (await first).ShouldBeTrue();

        await using var reading = admitted.GetAsyncEnumerator();
        (await Should.ThrowAsync<LiveEndedException>(async () =>
        {
            while (await reading.MoveNextAsync())
            {
            }
        })).End.ShouldBe(LiveEnd.NoLongerAdmitted);
    }
}
