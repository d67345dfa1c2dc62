using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class saying_who_moderates
{
    private static readonly GrantModerator Grant = new(Lounge, Ann, Ben);

    private static readonly RevokeModerator Revoke = new(Lounge, Ann, Ben);

    private static readonly IReadOnlyList<IDomainEvent> Both = [.. PrivateRoom, new ModeratorGranted(Ben)];

    [Fact]
    public void a_moderator_makes_and_unmakes_another()
    {
        Spec.Given(PrivateRoom).When(Grant).Then(new ModeratorGranted(Ben)).With(new ParticipantsChanged([Ben]));
        Spec.Given(Both).When(Revoke).Then(new ModeratorRevoked(Ben)).With(new ParticipantsChanged([Ben]));
    }

    [Fact]
    public void the_last_moderator_may_stop() =>
        Spec.Given(PrivateRoom).When(Revoke with { User = Ann }).Then(new ModeratorRevoked(Ann));

    [Fact]
    public void the_server_key_makes_the_first_of_a_room_without_any() =>
        Spec.Given([.. PrivateRoom, new ModeratorRevoked(Ann)]).When(Grant with { By = Actor.Server }).Then(new ModeratorGranted(Ben));

    [Fact]
    public void doing_it_again_is_nothing_to_do()
    {
        Spec.Given(Both).When(Grant).ThenNothing().With(new ParticipantsChanged([]));
        Spec.Given(PrivateRoom).When(Revoke).ThenNothing().With(new ParticipantsChanged([]));
    }

    [Fact]
    public void only_who_is_in_the_room_moderates_it()
    {
        Spec.Given(PrivateRoom).When(Grant with { User = Cid })
            .ThenRefused(RefusalCode.NotAParticipant, "User 3 is not a participant of room 17.");
        Spec.Given(PrivateRoom).When(Revoke with { User = Stranger }).ThenRefused(RefusalCode.NotAParticipant);
    }

    [Fact]
    public void who_does_not_moderate_may_not()
    {
        Spec.Given(PrivateRoom).When(Grant with { By = Ben }).ThenRefused(RefusalCode.NotAllowed);
        Spec.Given(PublicRoom).When(Grant with { By = Stranger, User = Stranger }).ThenRefused(RefusalCode.NotAllowed);
        Spec.Given(PrivateRoom).When(Revoke with { By = Ben, User = Ann }).ThenRefused(RefusalCode.NotAllowed);
    }

    [Fact]
    public void a_single_room_has_no_moderators()
    {
        Spec.Given(SingleRoom).When(Grant)
            .ThenRefused(RefusalCode.SingleRoom, "Room 17 is a conversation of two and has no moderators.");
        Spec.Given(SingleRoom).When(Revoke with { By = Actor.Server }).ThenRefused(RefusalCode.SingleRoom);
    }

    [Fact]
    public void an_archived_room_is_moderated_as_well()
    {
        Spec.Given(Archived(PrivateRoom)).When(Grant).Then(new ModeratorGranted(Ben));
        Spec.Given(Archived(Both)).When(Revoke).Then(new ModeratorRevoked(Ben));
    }

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given(PrivateRoom).When(Grant with { By = Stranger }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given(PrivateRoom).When(Revoke with { By = Stranger }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Grant).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Revoke).ThenRefused(RefusalCode.RoomNotFound);
    }
}
