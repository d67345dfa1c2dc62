using System.Net;
using ChatEs.Application.Webhooks;
using ChatEs.Testing;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Webhooks;

public sealed class addresses_on_the_public_internet
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:82a::200e")]
    [InlineData("2001:200::1")]
    public void are_these(string address) => PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::7f00:1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void are_not_these(string address) => PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();

    /// <summary>Written a second time, by the octets themselves.</summary>
    [Fact]
    public void of_version_4_are_told_as_by_their_octets() => Prop.ForAll(
        Gen.Choose(0, 255).Four().ToArbitrary(),
        octets =>
        {
            var (a, b, c, d) = (octets.Item1, octets.Item2, octets.Item3, octets.Item4);
            var expected = !(a is 0 or 10 or 127 or >= 224 || (a, b) is (100, >= 64 and < 128) or (169, 254) or (172, >= 16 and < 32) or (192, 168) or (198, 18 or 19)
                || (a, b, c) is (192, 0, 0 or 2) or (192, 31, 196) or (192, 52, 193) or (192, 88, 99) or (192, 175, 48) or (198, 51, 100) or (203, 0, 113));
            var v4 = new IPAddress([(byte)a, (byte)b, (byte)c, (byte)d]);
            return PublicAddresses.IsPublic(v4) == expected && !PublicAddresses.IsPublic(v4.MapToIPv6());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    /// <summary>Whatever is outside of 2000::/3 is not.</summary>
    [Fact]
    public void of_version_6_begin_with_2_or_3() => Prop.ForAll(
        Gen.Choose(0, 255).ArrayOf(16).ToArbitrary(),
        octets =>
        {
            var address = new IPAddress([.. octets.Select(o => (byte)o)]);
            return !PublicAddresses.IsPublic(address) || octets[0] >> 5 == 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.0.0.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://[::1]:8443/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://a.localhost/")]
    public async Task no_others_are_taken_at_the_registration(string url)
    {
        await using var host = await ChatEsHost.Start("webhooks_addresses");
        var server = await host.Tenant("acme");
        await host.Scenario(x =>
        {
            x.Post("/v1/webhooks").As(server).Json(System.Text.Json.JsonSerializer.Serialize(new { url }));
            x.ProblemShouldBe(400, "invalid", "url");
        });
    }

    [Fact]
    public async Task a_name_that_leads_elsewhere_is_found_out_at_the_connection()
    {
        await using var receiver = await Receiver.Start();
        var settings = Microsoft.Extensions.Options.Options.Create(new WebhookSettings { AllowPrivateAddresses = false, AllowHttp = true });
        using var sender = new WebhookSender(settings, TimeProvider.System);
        var port = new Uri(receiver.Url).Port;

        foreach (var host in new[] { "localhost", "127.0.0.1" })
        {
            var attempt = await sender.Send($"http://{host}:{port}/", "msg_1", [1], [WebhookSecret.New()], [], default);
            attempt.Error.ShouldBe("Its name leads to an address that is not on the public internet.");
        }
        receiver.All.ShouldBeEmpty();
    }

    [Fact]
    public void http_is_refused_where_it_is_not_allowed()
    {
        using var strict = new WebhookSender(Microsoft.Extensions.Options.Options.Create(new WebhookSettings()), TimeProvider.System);
        strict.Forbids("http://example.com/").ShouldBe("Must be an https address.");
        strict.Forbids("https://example.com/").ShouldBeNull();
    }
}

public sealed class waiting_between_attempts
{
    private static readonly WebhookSettings Settings = new();

    [Fact]
    public void doubles_up_to_an_hour_and_any_part_of_it_may_be_waited()
    {
        TimeSpan[] bounds = [.. Enumerable.Range(1, 14).Select(attempt => Backoff.After(attempt, null, Settings, 1))];
        bounds.ShouldBe([.. Enumerable.Range(0, 12).Select(i => TimeSpan.FromSeconds(1 << i)), TimeSpan.FromHours(1), TimeSpan.FromHours(1)]);
        Backoff.After(5, null, Settings, 0).ShouldBe(TimeSpan.Zero);
        Backoff.After(int.MaxValue, null, Settings, 0.5).ShouldBe(TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void is_not_shorter_than_the_receiver_asks_for_and_not_longer_than_the_longest() => Prop.ForAll(
        Gen.Choose(1, 100).Zip(Gen.Choose(0, 100_000)).Zip(Gen.Choose(0, 1000)).ToArbitrary(),
        x =>
        {
            var ((attempt, seconds), thousandths) = x;
            var wait = Backoff.After(attempt, TimeSpan.FromSeconds(seconds), Settings, thousandths / 1000.0);
            return wait <= Settings.LongestDelay && wait >= TimeSpan.FromSeconds(Math.Min(seconds, 3600));
        }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(500, null, 0)]
    [InlineData(503, 5, 5)]
    [InlineData(503, 7200, 60)]
    [InlineData(429, null, 60)]
    [InlineData(429, 5, 60)]
    [InlineData(408, null, 60)]
    public void is_over_when_the_receiver_is_back_unless_he_asked_for_it(int? status, int? asked, int least) =>
        Backoff.Least(status, asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.FromSeconds(60)).ShouldBe(TimeSpan.FromSeconds(least));
}
