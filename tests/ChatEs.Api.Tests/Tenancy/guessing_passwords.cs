using System.Net;
using ChatEs.Application.Tenancy;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Tenancy;

public sealed class guessing_passwords
{
    private static readonly IPAddress Here = IPAddress.Parse("203.0.113.7");

    private readonly MovableClock _clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly PasswordThrottle _throttle;

    public guessing_passwords() => _throttle = new PasswordThrottle(_clock);

    [Fact]
    public void waits_twice_as_long_each_time_up_to_a_minute()
    {
        for (var i = 0; i < 5; i++)
            _throttle.Try("acme", "ann", null).ShouldBeNull();
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 })
        {
            _throttle.Try("acme", "ann", null).ShouldBe(TimeSpan.FromSeconds(seconds));
            _clock.Move(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            _throttle.Try("acme", "ann", null).ShouldBe(TimeSpan.FromMilliseconds(1));
            _clock.Move(TimeSpan.FromMilliseconds(1));
            _throttle.Try("acme", "ann", null).ShouldBeNull();
        }
    }

    [Fact]
    public void slows_down_one_name_in_one_tenant()
    {
        for (var i = 0; i < 5; i++)
            _throttle.Try("acme", "ann", null).ShouldBeNull();
        _throttle.Try("acme", "ann", null).ShouldNotBeNull();
        _throttle.Try("acme", "ben", null).ShouldBeNull();
        _throttle.Try("rival", "ann", null).ShouldBeNull();
    }

    [Fact]
    public void begins_anew_after_a_success_or_a_long_time()
    {
        for (var i = 0; i < 4; i++)
            _throttle.Try("acme", "ann", null).ShouldBeNull();
        _throttle.Succeeded("acme", "ann", null);
        for (var i = 0; i < 5; i++)
            _throttle.Try("acme", "ann", null).ShouldBeNull();
        _clock.Move(TimeSpan.FromMinutes(16));
        for (var i = 0; i < 5; i++)
            _throttle.Try("acme", "ann", null).ShouldBeNull();
        _throttle.Try("acme", "ann", null).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void of_many_names_from_one_address_drains_its_bucket()
    {
        for (var i = 0; i < 50; i++)
            _throttle.Try("acme", $"user-{i}", Here).ShouldBeNull();
        _throttle.Try("acme", "one-more", Here).ShouldBe(TimeSpan.FromSeconds(2));
        _throttle.Try("acme", "one-more", IPAddress.Parse("203.0.113.8")).ShouldBeNull();
        _clock.Move(TimeSpan.FromSeconds(2));
        _throttle.Try("acme", "another", Here).ShouldBeNull();
        _throttle.Try("acme", "yet-another", Here).ShouldNotBeNull();
        _clock.Move(TimeSpan.FromSeconds(20));
        for (var i = 0; i < 10; i++)
            _throttle.Try("acme", $"later-{i}", Here).ShouldBeNull();
        _throttle.Try("acme", "last", Here).ShouldNotBeNull();
    }

    [Fact]
    public void an_address_pays_for_failures_alone()
    {
        for (var i = 0; i < 500; i++)
        {
            _throttle.Try("acme", "ann", Here).ShouldBeNull();
            _throttle.Succeeded("acme", "ann", Here);
        }
    }

    [Fact]
    public void takes_a_network_of_ipv6_for_one_address()
    {
        for (var i = 0; i < 50; i++)
            _throttle.Try("acme", $"user-{i}", IPAddress.Parse($"2001:db8:1:2::{i + 1:x}")).ShouldBeNull();
        _throttle.Try("acme", "one-more", IPAddress.Parse("2001:db8:1:2:ffff::1")).ShouldNotBeNull();
        _throttle.Try("acme", "one-more", IPAddress.Parse("2001:db8:1:3::1")).ShouldBeNull();
        for (var i = 0; i < 50; i++)
            _throttle.Try("acme", $"four-{i}", IPAddress.Parse("::ffff:203.0.113.9")).ShouldBeNull();
        _throttle.Try("acme", "four", IPAddress.Parse("203.0.113.9")).ShouldNotBeNull();
    }

    [Fact]
    public void remembers_no_more_than_a_hundred_thousand_names()
    {
        for (var i = 0; i < 5; i++)
            _throttle.Try("acme", "ann", null);
        for (var i = 0; i < 99_999; i++)
            _throttle.Try("acme", $"user-{i}", null);
        _throttle.Try("acme", "ann", null).ShouldNotBeNull();
        _throttle.Try("acme", "user-99999", null);
        _throttle.Try("acme", "ann", null).ShouldBeNull();
    }
}
