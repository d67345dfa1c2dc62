using System.Net;
using System.Net.WebSockets;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class opening_and_closing_a_websocket(ListeningHost<opening_and_closing_a_websocket> host)
    : IClassFixture<ListeningHost<opening_and_closing_a_websocket>>
{
    private const string Events = ListeningHost<opening_and_closing_a_websocket>.Events;

    private static readonly (WebSocketCloseStatus?, string?) NotAdmitted = (WebSocketCloseStatus.PolicyViolation, "no_longer_admitted");

    [Fact]
    public async Task who_asks_for_no_upgrade_is_told_what_this_is()
    {
        var answer = await host.Chat.Scenario(x =>
        {
            x.Get(Events).As(host.Ann);
            x.ErrorShouldBe(426, "This call is a WebSocket: an upgrade of version 13 is expected.");
        });
        answer.Header("Upgrade").ShouldBe("websocket");
    }

    [Theory]
    [InlineData("Authorization", "Bearer nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("Cookie", "VirolaUserSessionId=nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("X-Nothing", "at all", HttpStatusCode.Unauthorized)]
    public async Task nobody_comes_in_without_credentials(string name, string value, HttpStatusCode status)
    {
        (await Refused((name, value))).ShouldBe(status);
        await host.Chat.Scenario(x =>
        {
            x.Get(Events).Header(name, value);
            x.ErrorShouldBe((int)status);
        });
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1")]
    [InlineData("https://desk.example:8443")]
    [InlineData("https://desk.example.evil.example")]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("")]
    public async Task a_page_of_another_origin_does_not_listen_with_the_cookie_of_its_visitor(string origin)
    {
        var dora = await host.UserWithPassword("dora");
        var session = await host.Session(dora);
        (await Refused(("Cookie", $"VirolaUserSessionId={session}"), ("Origin", origin))).ShouldBe(HttpStatusCode.Forbidden);
        // A token is sent by nobody who does not mean it.
        await using var _ = await FrameSocket.Open(host.Chat, Events, headers: [("Authorization", $"Bearer {dora.Secret}"), ("Origin", origin)]);
    }

    [Fact]
    public async Task the_services_own_pages_and_those_that_are_configured_listen_with_the_cookie()
    {
        var dora = await host.UserWithPassword("dora");
        var own = host.Chat.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        foreach (var origin in new[] { own, "https://desk.example", "https://chat.example", null })
        {
            await using var socket = await host.ListenBySession(await host.Session(dora), origin: origin);
            var room = await host.Acting.Room("Own", participants: Number(dora));
            (await socket.Next("RoomCreated")).Data.GetProperty("room").GetProperty("roomId").GetInt64().ShouldBe(room.Value);
        }
    }

    [Fact]
    public async Task logging_out_closes_what_that_session_opened_on_every_service_and_nothing_else()
    {
        var dora = await host.UserWithPassword("dora");
        var (ending, staying) = (await host.Session(dora), await host.Session(dora));
        await using var here = await host.ListenBySession(ending);
        await using var there = await host.ListenBySession(ending, host.Other);
        await using var other = await host.ListenBySession(staying);

        await host.Chat.Scenario(x => x.Post("/api/v1/logout").With(ending));

        (await here.Closed()).ShouldBe(NotAdmitted);
        (await there.Closed()).ShouldBe(NotAdmitted);
        await host.Acting.Room("Own", participants: Number(dora));
        await other.Next("RoomCreated");
    }

    [Fact]
    public async Task a_new_password_ends_the_sessions_and_not_the_token()
    {
        var dora = await host.UserWithPassword("dora");
        await using var bySession = await host.ListenBySession(await host.Session(dora));
        await using var byToken = await host.Listen(dora);

        await host.Chat.SetPassword(dora, "another horse");

        (await bySession.Closed()).ShouldBe(NotAdmitted);
        await host.Acting.Room("Own", participants: Number(dora));
        await byToken.Next("RoomCreated");
    }

    [Fact]
    public async Task a_token_that_is_reset_ends_the_sessions_too()
    {
        var dora = await host.UserWithPassword("dora");
        await using var bySession = await host.ListenBySession(await host.Session(dora), host.Other);
        await using var byToken = await host.Listen(dora);

        (await host.Chat.Service<UserTokens>().Reset(Number(dora), Actor.Server, TenantAdministration.Operator("acme"), default)).Refusal.ShouldBeNull();

        (await byToken.Closed()).ShouldBe(NotAdmitted);
        (await bySession.Closed()).ShouldBe(NotAdmitted);
    }

    [Fact]
    public async Task a_suspended_user_is_closed_however_he_came_and_does_not_come_back()
    {
        var dora = await host.UserWithPassword("dora");
        var session = await host.Session(dora);
        await using var bySession = await host.ListenBySession(session, host.Other);
        await using var byToken = await host.Listen(dora);

        await host.Acting.SuspendAndWait(Number(dora));

        (await bySession.Closed()).ShouldBe(NotAdmitted);
        (await byToken.Closed()).ShouldBe(NotAdmitted);
        (await Refused(("Authorization", $"Bearer {dora.Secret}"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task what_clients_send_means_nothing_until_it_is_too_much()
    {
        var own = await host.Acting.Room("Own", participants: Number(host.Cid));
        await using var socket = await host.Listen(host.Cid);
        foreach (var text in new[] { "", "{}", "no json at all", new string('x', 60_000) })
            await socket.Send(text);
        (await host.Heard(socket, own, host.Cid)).ShouldBeEmpty();

        await socket.Send(new string('x', 100_000));

        (await socket.Closed()).ShouldBe((WebSocketCloseStatus.MessageTooBig, "message_too_big"));
    }

    [Fact]
    public async Task a_client_that_closes_is_answered_in_kind_and_forgotten()
    {
        await using var socket = await host.Listen(host.Cid);
        await socket.Close();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task who_takes_too_little_is_told_so_and_the_others_get_everything()
    {
        const int Large = 60;
        const int Small = 1_200;
        var dora = await host.User("dora");
        var room = await host.Room(more: dora);
        await using var slow = await FrameSocket.Open(host.Chat, Events, receiveBuffer: 4096, ("Authorization", $"Bearer {dora.Secret}"));
        await using var quick = await host.Listen(host.Ben);
        var all = quick.Until(frame => frame.Text.Contains("\"the last\"", StringComparison.Ordinal));
        var text = new string('é', 32_000);

        await Parallel.ForAsync(0, Large, async (_, _) => await host.Acting.Post(room, Number(host.Ann), text));
        await Parallel.ForAsync(0, Small, async (i, _) => await host.Acting.Post(room, Number(host.Ann), $"{i}"));
        await host.Acting.Post(room, Number(host.Ann), "the last");

        (await all).Count(frame => frame.Type == "TextMessagesCreated").ShouldBe(Large + Small + 1);
        (await slow.Closed()).ShouldBe((WebSocketCloseStatus.PolicyViolation, "too_slow"));
    }

    /// <summary>As browsers do over https, where one connection serves all requests of a page.</summary>
    [Fact]
    public async Task over_http_2_it_is_opened_by_CONNECT()
    {
        await using var chat = await ChatEsHost.On(
            host.Chat.ConnectionString, kestrel: true, new HostSettings(null, ("Kestrel:EndpointDefaults:Protocols", "Http2")));
        var own = await host.Acting.Room("Own", participants: Number(host.Cid));
        await using var socket = await FrameSocket.OpenOverHttp2(chat, Events, ("Authorization", $"Bearer {host.Cid.Secret}"));

        (await host.Heard(socket, own, host.Cid)).ShouldBeEmpty();
    }

    [Fact]
    public async Task stopping_closes_and_says_so()
    {
        await using var chat = await ChatEsHost.On(host.Chat.ConnectionString, kestrel: true);
        await using var socket = await host.Listen(host.Ann, chat);

        var stopping = chat.App.StopAsync();

        (await socket.Closed()).ShouldBe((WebSocketCloseStatus.EndpointUnavailable, "stopping"));
        await stopping;
    }

    private Task<HttpStatusCode> Refused(params (string Name, string Value)[] headers) => FrameSocket.Refused(host.Chat, Events, headers);

    private static UserNumber Number(Identity user) => new(user.UserNumber!.Value);
}
