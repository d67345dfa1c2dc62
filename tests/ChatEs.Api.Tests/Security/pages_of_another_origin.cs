using System.Text;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>Cross-site request forgery on the one dialect that has a cookie.</summary>
public sealed class pages_of_another_origin(ActingHost<pages_of_another_origin> host) : IClassFixture<ActingHost<pages_of_another_origin>>
{
    private const string Password = "correct horse battery";
    private const string Session = "VirolaUserSessionId";

    /// <summary>What a browser says of such a page; of another host of the same site it sends the cookie along even though it is SameSite=Lax.</summary>
    public static TheoryData<string, string> Forgeries => new()
    {
        { "Origin", "https://evil.example" },
        { "Origin", "null" },
        { "Origin", "https://localhost.evil.example" },
        { "Origin", "http://localhost:8080" },
        { "Sec-Fetch-Site", "cross-site" },
        { "Sec-Fetch-Site", "same-site" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task change_nothing_by_any_call_with_the_cookie_of_their_visitor(string header, string value)
    {
        var session = await Login();
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "hello");
        var events = await host.EventsOf(room);
        foreach (var (method, template) in Changing())
        {
            var id = template.Contains("/rooms/", StringComparison.Ordinal) ? room.Value : posted.Number.IdIn(room);
            (await host.Scenario(x =>
            {
                x.To(new HttpMethod(method), template.Replace("{id}", $"{id}", StringComparison.Ordinal))
                    .Header("Cookie", $"{Session}={session}").Header(header, value);
                // A form sends this without asking.
                x.Body("{\"content\":\"forged\",\"a\":\"=\"}"u8.ToArray(), "text/plain");
                x.StatusShouldBe(403);
            })).Header("Set-Cookie").ShouldBeNull($"{method} {template}");
        }
        (await host.EventsOf(room)).ShouldBe(events);
        await host.Scenario(x => x.Get("/api/v1/status").Header("Cookie", $"{Session}={session}"));
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task do_not_log_their_visitor_in_as_somebody_else(string header, string value)
    {
        await Login();
        (await host.Scenario(x =>
        {
            x.Post("/api/v1/login").Header(header, value);
            x.Body(Encoding.UTF8.GetBytes($$"""{"userName":"ann","password":"{{Password}}","a":"="}"""), "text/plain");
            x.StatusShouldBe(403);
        })).Header("Set-Cookie").ShouldBeNull();
    }

    [Fact]
    public async Task may_lead_to_what_is_read_and_act_with_a_token()
    {
        var session = await Login();
        // A link to a page or a picture; the page that it stands on reads nothing of it.
        await host.Scenario(x => x.Get("/api/v1/rooms").Header("Cookie", $"{Session}={session}").Header("Sec-Fetch-Site", "cross-site"));
        var room = await host.Room();
        await host.Scenario(x => x.Post($"/api/v1/rooms/{room}/messages").As(host.Ann).Header("Origin", "https://evil.example").Json("""{"content":"meant"}"""));
    }

    [Theory]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task are_told_apart_from_our_own(string header, string value)
    {
        var session = await Login();
        var room = await host.Room();
        await host.Scenario(x => x.Post($"/api/v1/rooms/{room}/messages").Header("Cookie", $"{Session}={session}").Header(header, value).Json("""{"content":"own"}"""));
        await host.Scenario(x => x.Get("/api/v1/logout").Header("Cookie", $"{Session}={session}").Header(header, value));
        await host.Scenario(x =>
        {
            x.Get("/api/v1/status").Header("Cookie", $"{Session}={session}");
            x.StatusShouldBe(401);
        });
    }

    /// <summary>Else a page could read what it may not change, or change by a form what a header would have guarded.</summary>
    [Fact]
    public async Task are_given_no_right_to_read_by_any_answer()
    {
        foreach (var path in new[] { "/api/v1/rooms", "/v1/rooms", "/chat-rooms", "/openapi/v1.json" })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options })
            {
                (await host.Scenario(x =>
                {
                    x.To(method, path).As(host.Ann).Header("Origin", "https://evil.example").Header("Access-Control-Request-Method", "POST");
                    x.AnyStatus();
                })).Header("Access-Control-Allow-Origin").ShouldBeNull();
            }
        }
    }

    /// <summary>All routes of the dialect that do more than answer.</summary>
    private List<(string Method, string Template)> Changing()
    {
        var all = host.Chat.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (Method: method, Template: endpoint.RoutePattern.RawText!)))
            .Where(route => route.Method is "POST" or "DELETE" || route.Template == "/api/v1/logout").ToList();
        all.Count.ShouldBeGreaterThan(8);
        return all;
    }

    private async Task<string> Login()
    {
        await Virola.Virola.SetPassword(host.Chat, host.Ann, Password);
        return await Virola.Virola.Login(host.Chat, "ann", Password);
    }
}
