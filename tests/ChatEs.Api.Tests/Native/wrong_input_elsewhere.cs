using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class wrong_input_elsewhere(HostOf<wrong_input_elsewhere> host) : IClassFixture<HostOf<wrong_input_elsewhere>>
{
    [Theory]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"key":""}""", "key")]
    [InlineData("""{"key":"a\tb"}""", "key")]
    [InlineData("""{"description":["a"]}""", "description")]
    [InlineData("""{"avatarUrl":"a"}""", "avatarUrl")]
    [InlineData("""{"name":"a","name":"b"}""", "name")]
    public async Task a_wrong_member_of_a_change_of_a_room_is_named(string body, string member)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.Patch($"/v1/rooms/{room}").As(host.Ann).Json(body);
            x.ProblemShouldBe(400, "invalid", member);
        });
    }

    [Theory]
    [InlineData("PUT", "/moderators", "user")]
    [InlineData("DELETE", "/moderators?user=", "user")]
    [InlineData("PUT", "/pin?user=ann", "user")]
    [InlineData("DELETE", "/messages/1/attachments/x", "file")]
    [InlineData("PATCH", "/messages/0", "number")]
    [InlineData("GET", "/messages/1/comments?limit=0", "limit")]
    [InlineData("GET", "/messages/1/comments?parent=1", "parent")]
    public async Task a_wrong_path_or_query_value_is_named(string method, string rest, string member)
    {
        var room = await host.Room();
        await host.Scenario(x =>
        {
            x.To(new HttpMethod(method), $"/v1/rooms/{room}{rest}").As(host.Ann).Json("""{"text":"a"}""");
            x.ProblemShouldBe(400, "invalid", member);
        });
    }

    [Theory]
    [InlineData("GET", "/v1/users/0", "user")]
    [InlineData("GET", "/v1/users/x", "user")]
    [InlineData("GET", "/v1/users/by-id", "id")]
    [InlineData("GET", "/v1/users/1?id=ann", "id")]
    [InlineData("GET", "/v1/users?limit=1001", "limit")]
    [InlineData("GET", "/v1/users?after=x", "after")]
    [InlineData("GET", "/v1/users?id=", "id")]
    [InlineData("GET", "/v1/files/0", "file")]
    [InlineData("DELETE", "/v1/keys/a.b", "key")]
    [InlineData("POST", "/v1/users/by-id/suspend", "id")]
    public async Task a_wrong_value_of_the_server_is_named(string method, string path, string member) => await host.Scenario(x =>
    {
        x.To(new HttpMethod(method), path).As(host.Server);
        x.ProblemShouldBe(400, "invalid", member);
    });

    [Theory]
    [InlineData("unread?rooms=", "rooms")]
    [InlineData("unread?rooms=1,x", "rooms")]
    [InlineData("unread?rooms=0", "rooms")]
    [InlineData("me/avatar?id=ann", "id")]
    public async Task a_wrong_value_of_a_user_is_named(string path, string member) => await host.Scenario(x =>
    {
        x.Get($"/v1/{path}").As(host.Ann);
        x.ProblemShouldBe(400, "invalid", member);
    });
}
