using System.Net;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Testing;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>Guessing passwords: what a guesser learns, and what he can do to whom he guesses.</summary>
public sealed class guessing_at_a_password(ActingHost<guessing_at_a_password> host) : IClassFixture<ActingHost<guessing_at_a_password>>
{
    private const string Password = "correct horse battery";

    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.9");

    /// <summary>What is computed is looked at and not how long it takes: a hash is by far the most of it.</summary>
    [Fact]
    public async Task computes_one_hash_whether_or_not_there_is_such_a_user_or_password()
    {
        await Set(host.Ann);
        var counting = new CountingHasher();
        using var passwords = new Passwords(
            host.Chat.Service<NpgsqlDataSource>(), host.Chat.Service<CommandBus>(), new PasswordThrottle(TimeProvider.System),
            host.Chat.Service<Suspended>(), host.Chat.Service<WebSessions>(), TimeProvider.System, counting);
        var suspended = await host.Chat.User("acme", host.New("suspended"));
        await Set(suspended);
        await new Acting(host.Chat).SuspendAndWait(new(suspended.UserNumber!.Value));
        // The first of all makes the decoy.
        await passwords.Verify("acme", "warming-up", "x", null, default);

        foreach (var (tenant, user, password, code) in new (string, string, string, RefusalCode?)[]
        {
            ("acme", "ann", Password, null),
            ("acme", "ann", "wrong", RefusalCode.WrongPassword),
            ("acme", host.Ben.UserId!, Password, RefusalCode.WrongPassword),
            ("acme", "nobody", Password, RefusalCode.WrongPassword),
            ("no-tenant", "ann", Password, RefusalCode.WrongPassword),
            ("acme", suspended.UserId!, "wrong", RefusalCode.WrongPassword),
            ("acme", suspended.UserId!, Password, RefusalCode.UserSuspended),
        })
        {
            var before = counting.Compared;
            (await passwords.Verify(tenant, user, password, null, default)).Refusal?.Code.ShouldBe(code!.Value, user);
            (counting.Compared - before).ShouldBe(1, $"{tenant} {user}");
        }
    }

    [Fact]
    public void keeps_nobody_out_from_where_he_has_been_before()
    {
        var clock = new MovableClock(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var throttle = new PasswordThrottle(clock);
        throttle.Try("acme", "ann", Home).ShouldBeNull();
        throttle.Succeeded("acme", "ann", Home);

        for (var minute = 0; minute < 60; minute++)
        {
            for (var guess = 0; guess < 10; guess++)
                throttle.Try("acme", "ann", Elsewhere);
            throttle.Try("acme", "ann", Elsewhere).ShouldNotBeNull();
            throttle.Try("acme", "ann", Home).ShouldBeNull("she is at home");
            throttle.Succeeded("acme", "ann", Home);
            throttle.Try("acme", "ann", Elsewhere).ShouldNotBeNull("her own login gives a guesser nothing");
            clock.Move(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void is_slowed_down_also_from_where_the_user_has_been_and_by_each_address_for_itself()
    {
        var throttle = new PasswordThrottle(new MovableClock(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        throttle.Try("acme", "ann", Home).ShouldBeNull();
        throttle.Succeeded("acme", "ann", Home);
        for (var guess = 0; guess < 5; guess++)
            throttle.Try("acme", "ann", Home).ShouldBeNull();
        throttle.Try("acme", "ann", Home).ShouldNotBeNull();
        throttle.Try("acme", "ben", Home).ShouldBeNull();

        // From many addresses that are new to her the guesses are counted together.
        for (var guess = 0; guess < 5; guess++)
            throttle.Try("acme", "ann", IPAddress.Parse($"198.51.100.{guess + 1}")).ShouldBeNull();
        throttle.Try("acme", "ann", IPAddress.Parse("198.51.100.99")).ShouldNotBeNull();
        // Whoever has been somewhere as himself has no credit there as somebody else.
        throttle.Succeeded("acme", "ben", Elsewhere);
        throttle.Try("acme", "ann", Elsewhere).ShouldNotBeNull();
    }

    /// <summary>Each has its own count, which is what docs/security.md says: so the tries are n times as many with n processes.</summary>
    [Fact]
    public async Task on_two_processes_costs_twice_the_tries_and_no_more()
    {
        await using var other = await host.Chat.StartAnother();
        var user = host.New("guessed");
        var counts = new List<int>();
        foreach (var chat in new[] { host.Chat, other })
        {
            var tries = 0;
            while ((await chat.Service<Passwords>().Verify("acme", user, "wrong", Home, default)).Refusal!.Code == RefusalCode.WrongPassword)
                (++tries).ShouldBeLessThan(20);
            counts.Add(tries);
        }
        counts.ShouldAllBe(tries => tries == PasswordThrottle.FreeFailures);
    }

    private async Task Set(Identity user) => (await host.Chat.Service<Passwords>().Set(
        new(user.UserNumber!.Value), Actor.Server, Password, TenantAdministration.Operator("acme"), default)).Refusal.ShouldBeNull();

    private sealed class CountingHasher : IPasswordHasher<object>
    {
        private readonly PasswordHasher<object> _inner = new();

        public int Compared { get; private set; }

        public string HashPassword(object user, string password) => _inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(object user, string hashedPassword, string providedPassword)
        {
            Compared++;
            return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
