using System.Text.Json;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>Naming registers (ambiguity 7), but a call that is refused does nothing: nobody is registered by it either.</summary>
public sealed class strangers_named_in_vain(QiscusHost<strangers_named_in_vain> host) : IClassFixture<QiscusHost<strangers_named_in_vain>>
{
    [Fact]
    public async Task are_not_registered_by_adding_them_where_nobody_can_be_added()
    {
        var ghost = host.New("ghost");
        foreach (var (room, status) in new[] { (await host.Single("ann", "ben"), 400), (await Archived(host.New("closed")), 400), ("99999", 404) })
            await host.Post("add_room_participants", Json(new { room_id = room, user_ids = new[] { "ann", ghost } }), status);
        await ShouldBeUnknown(ghost);
    }

    [Fact]
    public async Task are_not_registered_by_a_room_that_cannot_be_created()
    {
        var (ghost, closed) = (host.New("ghost"), host.New("closed"));
        await Archived(closed);
        var tooLong = new string('n', 1001);
        await host.Post("create_room", Json(new { room_name = tooLong, participants = new[] { ghost }, creator = "ann" }), 400);
        await host.Post("create_room", Json(new { room_name = tooLong, participants = new[] { "ann" }, creator = ghost }), 400);
        await host.Post("get_or_create_channel", Json(new { unique_id = host.New("new"), room_name = tooLong, participants = new[] { ghost } }), 400);
        await host.Post("get_or_create_channel", Json(new { unique_id = closed, participants = new[] { ghost } }), 400);
        await ShouldBeUnknown(ghost);
    }

    [Fact]
    public async Task are_not_registered_by_a_creator_who_is_deactivated()
    {
        var (ghost, creator) = (host.New("ghost"), host.New("creator"));
        await host.Group("Before", creator);
        await host.Chat.Scenario(x => x.Call(HttpMethod.Delete, "deactivate_users").App(host.Acme).Json(Json(new { user_ids = new[] { creator } })));
        await host.Post("create_room", Json(new { room_name = "n", participants = new[] { ghost }, creator }), 401);
        await ShouldBeUnknown(ghost);
    }

    [Fact]
    public async Task are_not_registered_by_a_comment_that_they_may_not_post()
    {
        var ghost = host.New("ghost");
        var room = await host.Group("Private", "ann");
        var refused = await host.Post("post_comment", Json(new { user_id = ghost, room_id = room, message = "let me in" }), 403);
        refused.ErrorShouldBe(403, null, $"User '{ghost}' is not a participant of room '{room}'.");
        var open = await Public();
        await host.Post("post_comment", Json(new { user_id = ghost, room_id = open, message = "x", type = "reply", payload = new { replied_comment_id = Comment(open, 9) } }), 404);
        await ShouldBeUnknown(ghost);

        await host.Comment(open, ghost, "a public room takes everybody");
        (await host.Get($"user_profile?user_id={ghost}")).Text.ShouldContain(ghost);
    }

    [Fact]
    public async Task are_not_registered_by_a_key_that_came_with_another_request()
    {
        var (ghost, key) = (host.New("ghost"), host.New("key"));
        var first = Json(new { room_name = "n", participants = new[] { "ann" }, creator = "ann" });
        (await Create(first, 200)).Room().ShouldNotBeEmpty();
        await Create(Json(new { room_name = "n", participants = new[] { "ann", ghost }, creator = "ann" }), 400);
        await ShouldBeUnknown(ghost);

        Task<Answer> Create(string json, int status) => host.Chat.Scenario(x =>
        {
            x.Call(HttpMethod.Post, "create_room").App(host.Acme).Header("Idempotency-Key", key).Json(json);
            x.StatusShouldBe(status);
        });
    }

    [Fact]
    public async Task are_registered_once_where_many_calls_name_them()
    {
        var (ghost, room) = (host.New("ghost"), await host.Group("Wanted", "ann"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            host.Post("add_room_participants", Json(new { room_id = room, user_ids = new[] { ghost, ghost } }))));
        answers.Sum(answer => answer.Results("participants_added").Count).ShouldBe(1);
        (await host.Participants(room)).ShouldBe(["ann", ghost]);
    }

    private static string Json(object body) => JsonSerializer.Serialize(body);

    private static long Comment(string room, int number) => new MessageNumber(number).IdIn(Number(room));

    private static RoomNumber Number(string room) => new(long.Parse(room, System.Globalization.CultureInfo.InvariantCulture));

    private async Task<string> Archived(string channel)
    {
        var room = (await host.Get($"get_or_create_channel?unique_id={channel}&participants[]=ann")).Room();
        await new Acting(host.Chat).Do(new ArchiveRoom(Number(room), Actor.Server));
        return room;
    }

    private async Task<string> Public() => (await new Acting(host.Chat).Room("Open", isPublic: true)).ToString();

    private Task<Answer> ShouldBeUnknown(string user) => host.Get($"user_profile?user_id={user}", 404);
}
