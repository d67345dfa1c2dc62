using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class adding_participants
{
    private static readonly UserNumber Dot = new(4);

    [Fact]
    public void only_who_was_not_there_is_added() =>
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Ann, [Ben, Cid, Dot, Dot]))
            .Then(new ParticipantsAdded([Cid, Dot])).With(new ParticipantsChanged([Cid, Dot]));

    [Fact]
    public void the_server_key_adds_to_any_room() =>
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Actor.Server, [Dot])).Then(new ParticipantsAdded([Dot]));

    [Fact]
    public void nothing_is_to_do_where_all_are_there() =>
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Ann, [Ben, Ann])).ThenNothing()
            .With(new ParticipantsChanged([]));

    [Fact]
    public void a_participant_who_does_not_moderate_may_not() =>
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Ben, [Dot])).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void everybody_joins_a_public_room_himself()
    {
        Spec.Given(PublicRoom).When(new AddParticipants(Lounge, Stranger, [Stranger])).Then(new ParticipantsAdded([Stranger]));
        Spec.Given(PublicRoom).When(new AddParticipants(Lounge, Cid, [Cid, Cid])).Then(new ParticipantsAdded([Cid]));
        Spec.Given(PublicRoom).When(new AddParticipants(Lounge, Ben, [Ben])).ThenNothing();
    }

    [Fact]
    public void who_joins_brings_nobody_along() =>
        Spec.Given(PublicRoom).When(new AddParticipants(Lounge, Stranger, [Stranger, Dot])).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void nobody_comes_into_an_archived_room()
    {
        Spec.Given(Archived(PublicRoom)).When(new AddParticipants(Lounge, Stranger, [Stranger])).ThenRefused(RefusalCode.RoomArchived);
        Spec.Given(Archived(PublicRoom)).When(new AddParticipants(Lounge, Ann, [Dot])).ThenRefused(RefusalCode.RoomArchived);
        Spec.Given(Archived(PublicRoom)).When(new AddParticipants(Lounge, Actor.Server, [Dot])).ThenRefused(RefusalCode.RoomArchived);
    }

    [Fact]
    public void a_private_room_is_not_shown_to_a_stranger() =>
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Stranger, [Stranger]))
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void a_room_that_is_not_there_is_not_found() =>
        Spec.Given().When(new AddParticipants(Lounge, Actor.Server, [Dot]))
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void the_two_of_a_single_room_never_change()
    {
        Spec.Given(SingleRoom).When(new AddParticipants(Lounge, Ann, [Dot])).ThenRefused(RefusalCode.SingleRoom);
        Spec.Given(SingleRoom).When(new AddParticipants(Lounge, Actor.Server, [Dot])).ThenRefused(RefusalCode.SingleRoom);
    }

    [Fact]
    public void who_stopped_to_moderate_may_not() =>
        Spec.Given([.. PrivateRoom, new ModeratorRevoked(Ann)]).When(new AddParticipants(Lounge, Ann, [Dot]))
            .ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void nobody_or_more_than_1000_are_invalid()
    {
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Ann, [])).ThenInvalid("Users");
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Ann, null!)).ThenInvalid("Users");
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Ann, [.. Enumerable.Repeat(Dot, 1_001)])).ThenInvalid("Users");
        Spec.Given(PrivateRoom).When(new AddParticipants(Lounge, Ann, [.. Enumerable.Repeat(Dot, 1_000)])).Then(new ParticipantsAdded([Dot]));
    }
}

public sealed class removing_participants
{
    [Fact]
    public void only_who_was_there_is_removed() =>
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Ann, [Ben, Cid, Stranger, Ben]))
            .Then(new ParticipantsRemoved([Ben])).With(new ParticipantsChanged([Ben]));

    [Fact]
    public void the_server_key_removes_anybody() =>
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Actor.Server, [Ann, Ben]))
            .Then(new ParticipantsRemoved([Ann, Ben]));

    [Fact]
    public void everybody_may_leave() =>
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Ben, [Ben])).Then(new ParticipantsRemoved([Ben]));

    [Fact]
    public void who_leaves_takes_nobody_along() =>
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Ben, [Ben, Ann])).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void leaving_twice_is_nothing_in_a_public_room() =>
        Spec.Given(PublicRoom).When(new RemoveParticipants(Lounge, Cid, [Cid])).ThenNothing()
            .With(new ParticipantsChanged([]));

    [Fact]
    public void a_private_room_is_not_shown_to_who_has_left() =>
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Cid, [Cid]))
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void who_left_and_came_back_does_not_moderate_any_more() =>
        Spec.Given([.. PublicRoom, new ParticipantsRemoved([Ann]), new ParticipantsAdded([Ann])])
            .When(new RemoveParticipants(Lounge, Ann, [Ben])).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void a_room_that_is_not_there_is_not_found() =>
        Spec.Given().When(new RemoveParticipants(Lounge, Actor.Server, [Ben]))
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void nobody_leaves_a_single_room()
    {
        Spec.Given(SingleRoom).When(new RemoveParticipants(Lounge, Ben, [Ben])).ThenRefused(RefusalCode.SingleRoom);
        Spec.Given(SingleRoom).When(new RemoveParticipants(Lounge, Actor.Server, [Ben])).ThenRefused(RefusalCode.SingleRoom);
    }

    [Fact]
    public void an_archived_room_may_be_left() =>
        Spec.Given(Archived(PrivateRoom)).When(new RemoveParticipants(Lounge, Ben, [Ben])).Then(new ParticipantsRemoved([Ben]));

    [Fact]
    public void nobody_at_all_or_more_than_1000_are_invalid()
    {
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Ann, [])).ThenInvalid("Users");
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Ann, null!)).ThenInvalid("Users");
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Ann, [.. Enumerable.Repeat(Ben, 1_001)])).ThenInvalid("Users");
        Spec.Given(PrivateRoom).When(new RemoveParticipants(Lounge, Ann, [.. Enumerable.Repeat(Ben, 1_000)]))
            .Then(new ParticipantsRemoved([Ben]));
    }
}
