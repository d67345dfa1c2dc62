using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class deleting_a_message
{
    private static readonly IReadOnlyList<IDomainEvent> Talk =
        [Posted(1, Ann), Posted(2, Ben), Posted(3, Cid), Posted(4, null), Posted(5, Ben), new MessageDeleted(new(5), Ben)];

    private static Spec Private => Spec.Given([.. PrivateRoom, .. Talk]);

    private static Spec Public => Spec.Given([.. PublicRoom, .. Talk]);

    private static DeleteMessage Delete(Actor by, long number) => new(Lounge, by, new(number));

    [Fact]
    public void its_author_may() =>
        Private.When(Delete(Ben, 2)).Then(new MessageDeleted(new(2), Ben)).With(new MessageDeletedResult(Lounge, new(2)));

    [Fact]
    public void a_moderator_may() => Private.When(Delete(Ann, 2)).Then(new MessageDeleted(new(2), Ann));

    [Fact]
    public void the_server_key_may() => Private.When(Delete(Actor.Server, 2)).Then(new MessageDeleted(new(2), null));

    [Fact]
    public void another_participant_may_not() => Private.When(Delete(Ben, 1)).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void a_stranger_may_not() => Public.When(Delete(Stranger, 1)).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void a_system_message_is_for_moderators_and_the_server_key()
    {
        Private.When(Delete(Ben, 4)).ThenRefused(RefusalCode.NotAllowed);
        Private.When(Delete(Ann, 4)).Then(new MessageDeleted(new(4), Ann));
        Private.When(Delete(Actor.Server, 4)).Then(new MessageDeleted(new(4), null));
    }

    [Fact]
    public void an_author_who_has_left_a_public_room_may() =>
        Public.When(Delete(Cid, 3)).Then(new MessageDeleted(new(3), Cid));

    [Fact]
    public void a_private_room_is_not_shown_to_an_author_who_has_left() =>
        Private.When(Delete(Cid, 3)).ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void in_an_archived_room_as_well() =>
        Spec.Given(Archived([.. PrivateRoom, .. Talk])).When(Delete(Ben, 2)).Then(new MessageDeleted(new(2), Ben));

    [Fact]
    public void in_a_single_room_only_its_author_may()
    {
        var room = Spec.Given([.. SingleRoom, Posted(1, Ann)]);
        room.When(Delete(Ben, 1)).ThenRefused(RefusalCode.NotAllowed);
        room.When(Delete(Ann, 1)).Then(new MessageDeleted(new(1), Ann));
    }

    [Fact]
    public void deleting_again_is_nothing_to_do() =>
        Private.When(Delete(Ben, 5)).ThenNothing().With(new MessageDeletedResult(Lounge, new(5)));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(6)]
    public void a_message_never_posted_is_not_found(long number) =>
        Private.When(Delete(Ben, number))
            .ThenRefused(RefusalCode.MessageNotFound, $"There is no message {number} in room 17.");

    [Fact]
    public void a_room_that_is_not_there_is_not_found() =>
        Spec.Given().When(Delete(Actor.Server, 1)).ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");
}
