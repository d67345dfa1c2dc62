using System.Diagnostics;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Tenancy;

public sealed class suspending_a_user(PeopleWorld<suspending_a_user> world) : IClassFixture<PeopleWorld<suspending_a_user>>
{
    [Fact]
    public async Task refuses_whatever_he_sends_here_at_once()
    {
        var user = await world.User();
        (await Suspend(user)).ShouldBeTrue();
        foreach (var who in new[] { user, world.Server.For(user.UserId!) })
        {
            await world.Chat.Scenario(x =>
            {
                x.Get("/v1/me").As(who);
                x.ProblemShouldBe(403, "user_suspended");
            });
            await world.Chat.Scenario(x =>
            {
                x.Post("/v1/rooms").As(who).Json("{}");
                x.ProblemShouldBe(403, "user_suspended");
            });
        }
        (await Suspend(user)).ShouldBeFalse();
        (await Reactivate(user)).ShouldBeTrue();
        (await PeopleWorld<suspending_a_user>.StatusFor(world.Chat, user)).ShouldBe(200);
    }

    /// <summary>The median of several, so that one hiccup of the machine does not tell.</summary>
    [Fact]
    public async Task reaches_another_process_within_a_second()
    {
        var user = await world.User();
        List<TimeSpan> times = [];
        for (var i = 0; i < 3; i++)
        {
            await Suspend(user);
            times.Add(await Until(world.Other, user, 403));
            await Reactivate(user);
            times.Add(await Until(world.Other, user, 200));
        }
        times.Order().ElementAt(times.Count / 2).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task is_known_to_a_process_that_starts_later()
    {
        var (user, back) = (await world.User(), await world.User());
        await Suspend(user);
        await Suspend(back);
        await Reactivate(back);
        await using var later = await world.Chat.StartAnother();
        (await PeopleWorld<suspending_a_user>.StatusFor(later, user)).ShouldBe(403);
        (await PeopleWorld<suspending_a_user>.StatusFor(later, back)).ShouldBe(200);
    }

    [Fact]
    public async Task refuses_his_commands_whichever_way_they_come()
    {
        var user = await world.User();
        await Suspend(user);
        var context = new CommandContext(new Caller("acme", "user:x", Number(user), "native"));
        (await world.Chat.Service<CommandBus>().Send(new ChangeProfile(Number(user), Number(user), "New Name"), context)).Refusal!.Code
            .ShouldBe(RefusalCode.UserSuspended);
        (await world.Chat.Service<CommandBus>().Send(
            new ChangeProfile(Number(user), Actor.Server, "New Name"), PeopleWorld<suspending_a_user>.Operator)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task refuses_his_password_to_who_knows_it()
    {
        var user = await world.UserWithPassword("correct horse");
        await Suspend(user);
        var service = world.Chat.Service<Passwords>();
        (await service.Verify("acme", user.UserId!, "correct horse", null, default)).Refusal!.Code.ShouldBe(RefusalCode.UserSuspended);
        (await service.Verify("acme", user.UserId!, "wrong horse", null, default)).Refusal!.Code.ShouldBe(RefusalCode.WrongPassword);
    }

    private async Task<bool> Suspend(Identity user) => (await world.Chat.Service<CommandBus>()
        .Send(new SuspendUser(Number(user), Actor.Server), PeopleWorld<suspending_a_user>.Operator)).Result!.Changed;

    private async Task<bool> Reactivate(Identity user) => (await world.Chat.Service<CommandBus>()
        .Send(new ReactivateUser(Number(user), Actor.Server), PeopleWorld<suspending_a_user>.Operator)).Result!.Changed;

    private static UserNumber Number(Identity user) => PeopleWorld<suspending_a_user>.NumberOf(user);

    private static async Task<TimeSpan> Until(ChatEsHost host, Identity user, int status)
    {
        var watch = Stopwatch.StartNew();
        while (await PeopleWorld<suspending_a_user>.StatusFor(host, user) != status)
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(10);
        }
        return watch.Elapsed;
    }
}
