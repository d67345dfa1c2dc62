using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

/// <summary>Ambiguity 11: a fetch by the addressee delivers, once.</summary>
public sealed class acknowledging_delivery(MeetingLawyersWorld<acknowledging_delivery> world)
    : IClassFixture<MeetingLawyersWorld<acknowledging_delivery>>
{
    [Fact]
    public async Task what_the_addressee_fetches_is_received_and_what_he_has_seen_is_read()
    {
        var room = await world.Conversation();
        var (one, other) = (world.One, world.Other);
        await world.Acting.Post(room, one.Number, 3);

        (await world.List(one, room)).Statuses().ShouldBe(["sent", "sent", "sent"]);
        var first = (await world.List(other, room, "&limit=2&older=false")).Json;
        first.GetArrayLength().ShouldBe(2);
        await Eventually(async () => (await world.List(one, room)).Statuses() is ["received", "received", "sent"]);
        await world.Acting.Do(MarkSeen.One(room, other.Number, new(2)));
        (await world.List(one, room)).Statuses().ShouldBe(["received", "read", "sent"]);
        await world.List(other, room);
        await Eventually(async () => (await world.List(one, room)).Statuses() is ["received", "read", "received"]);
    }

    [Fact]
    public async Task it_is_stored_once_and_only_where_it_is_news()
    {
        var room = await world.Conversation();
        var (one, other) = (world.One, world.Other);
        await world.Acting.Post(room, one.Number, 5);
        await world.List(other, room);
        await Eventually(async () => await world.Events(room, "messages_delivered") == 1);

        // Again, older pages, an empty page, and the author's own fetches say nothing new.
        await world.List(other, room);
        await world.List(other, room, "&limit=2&older=false");
        await world.List(other, room, $"&pivot={(await world.All(room))[0].Id}");
        await world.List(one, room);
        await world.Acting.Post(room, one.Number, "one more");
        await world.List(other, room);
        await Eventually(async () => await world.Events(room, "messages_delivered") >= 2);
        await Task.Delay(200);
        (await world.Events(room, "messages_delivered")).ShouldBe(2);
    }

    [Fact]
    public async Task who_reads_a_public_room_without_being_in_it_changes_nothing()
    {
        var room = await world.Acting.Room(isPublic: true, participants: world.Lawyer.Number);
        await world.Acting.Post(room, world.Lawyer.Number, "open to all");
        (await world.List(world.Stranger, room)).Texts().ShouldBe(["open to all"]);
        await Task.Delay(200);
        (await world.Events(room, "messages_delivered")).ShouldBe(0);
        (await world.Events(room, "participants_added")).ShouldBe(1);
        world.Chat.Log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task in_a_group_the_least_advanced_counts()
    {
        var room = await world.Acting.Room(participants: [world.Lawyer.Number, world.Consulter.Number, world.Stranger.Number]);
        await world.Acting.Post(room, world.Lawyer.Number, "to both");
        await world.List(world.Consulter, room);
        await Eventually(async () => await world.Events(room, "messages_delivered") == 1);
        (await world.List(world.Lawyer, room)).Statuses().ShouldBe(["sent"]);
        await world.List(world.Stranger, room);
        await Eventually(async () => (await world.List(world.Lawyer, room)).Statuses() is ["received"]);
        await world.Acting.Do(MarkSeen.UpTo(room, world.Consulter.Number, new(1)));
        (await world.List(world.Lawyer, room)).Statuses().ShouldBe(["received"]);
        await world.Acting.Do(MarkSeen.UpTo(room, world.Stranger.Number, new(1)));
        (await world.List(world.Lawyer, room)).Statuses().ShouldBe(["read"]);
    }

    [Fact]
    public async Task a_service_that_stops_has_noted_what_it_answered()
    {
        var room = await world.Conversation();
        var other = world.Other;
        await world.Acting.Post(room, world.One.Number, "the last");
        await using (var another = await world.Chat.StartAnother())
            (await another.Scenario(x => x.Get($"/chat/message?room={room}").As(other))).Texts().ShouldBe(["the last"]);
        (await world.Events(room, "messages_delivered")).ShouldBe(1);
    }

    private static Task Eventually(Func<Task<bool>> holds) => MeetingLawyersWorld<acknowledging_delivery>.Eventually(holds);
}
