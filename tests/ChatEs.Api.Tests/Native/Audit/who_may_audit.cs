using ChatEs.Domain.Tenants;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

public sealed class who_may_audit(HostOf<who_may_audit> host) : IClassFixture<HostOf<who_may_audit>>
{
    [Fact]
    public async Task an_auditor_key_and_a_secret_key_open_the_audit_and_no_user_does()
    {
        var room = await host.Room();
        var auditor = await host.Chat.Key("acme", ApiKeyKind.Auditor);
        foreach (var (_, path) in await Audited(room))
        {
            foreach (var key in new[] { auditor, host.Server })
            {
                await host.Scenario(x => x.Get(path).As(key));
                await host.Scenario(x =>
                {
                    x.Get(path).As(key.For("ann"));
                    x.ProblemShouldBe(403, "not_allowed");
                });
            }
            foreach (var other in new[] { host.Ann, await host.Chat.Key("acme", ApiKeyKind.Analytics) })
            {
                await host.Scenario(x =>
                {
                    x.Get(path).As(other);
                    x.ProblemShouldBe(403, "not_allowed");
                });
            }
            await host.Scenario(x =>
            {
                x.Get(path);
                x.ProblemShouldBe(401, "unauthorized");
            });
        }
    }

    [Fact]
    public async Task an_auditor_key_opens_nothing_else()
    {
        var auditor = await host.Chat.Key("acme", ApiKeyKind.Auditor);
        var room = await host.Room();
        var tried = 0;
        foreach (var (method, template, _) in (await V1Document.Of(host.Chat)).Operations.Where(o => !o.Template.StartsWith("/v1/audit/", StringComparison.Ordinal)))
        {
            await host.Scenario(x =>
            {
                x.To(new HttpMethod(method), Filled(template, room)).As(auditor);
                x.ProblemShouldBe(403, "not_allowed");
            });
            tried++;
        }
        tried.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task another_tenants_auditor_finds_no_room_here()
    {
        var other = host.New("other");
        await host.Chat.Tenant(other);
        var auditor = await host.Chat.Key(other, ApiKeyKind.Auditor);
        var room = await host.Room("public");
        await host.Post(room, host.Ann, "ours");
        foreach (var (_, path) in (await Audited(room)).Where(o => o.Template.Contains("{room}", StringComparison.Ordinal)))
        {
            await host.Scenario(x =>
            {
                x.Get(path).As(auditor);
                x.ProblemShouldBe(404, "room_not_found");
            });
        }
    }

    private async Task<List<(string Template, string Path)>> Audited(long room)
    {
        await host.Post(room, host.Ann, "one");
        var found = (await V1Document.Of(host.Chat)).Operations.Where(o => o.Template.StartsWith("/v1/audit/", StringComparison.Ordinal))
            .Select(o => (o.Template, Filled(o.Template, room))).ToList();
        found.ShouldNotBeEmpty();
        return found;
    }

    private string Filled(string template, long room) => template
        .Replace("{room}", $"{room}", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal)
        .Replace("{user}", $"{host.Ann.UserNumber}", StringComparison.Ordinal).Replace("{file}", "1", StringComparison.Ordinal)
        .Replace("{key}", "ak_x", StringComparison.Ordinal).Replace("{id}", $"{Guid.CreateVersion7()}", StringComparison.Ordinal);
}
