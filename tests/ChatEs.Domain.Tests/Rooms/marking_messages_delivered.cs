using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class marking_messages_delivered
{
    private static readonly IReadOnlyList<IDomainEvent> Three = [.. PublicRoom, Posted(1, Ann), Posted(2, Ann), Posted(3, Ann)];

    private static MarkDelivered UpTo(UserNumber user, long number) => new(Lounge, user, new(number));

    [Fact]
    public void all_up_to_one_have_reached_him() =>
        Spec.Given(Three).When(UpTo(Ben, 2)).Then(new MessagesDelivered(Ben, new(2))).With(new DeliveredResult(Lounge, new(2)));

    [Fact]
    public void what_has_reached_him_is_nothing_to_do()
    {
        var reached = Spec.Given([.. Three, new MessagesDelivered(Ben, new(2))]);
        reached.When(UpTo(Ben, 2)).ThenNothing();
        reached.When(UpTo(Ben, 1)).ThenNothing();
        reached.When(UpTo(Ben, 3)).Then(new MessagesDelivered(Ben, new(3)));
        reached.When(UpTo(Ann, 1)).Then(new MessagesDelivered(Ann, new(1)));
    }

    [Fact]
    public void what_he_has_seen_has_reached_him() =>
        Spec.Given([.. Three, new MessagesSeen(Ben, new(1), new(2))]).When(UpTo(Ben, 2)).ThenNothing();

    [Fact]
    public void what_he_has_seen_behind_a_gap_does_not_say_that_the_rest_has() =>
        Spec.Given([.. Three, new MessagesSeen(Ben, new(3), new(3))]).When(UpTo(Ben, 3)).Then(new MessagesDelivered(Ben, new(3)));

    [Fact]
    public void nothing_is_sent_to_who_is_not_in_the_room()
    {
        Spec.Given(Three).When(UpTo(Stranger, 1)).ThenRefused(RefusalCode.NotAParticipant, "User 9 is not a participant of room 17.");
        Spec.Given(Three).When(UpTo(Cid, 1)).ThenRefused(RefusalCode.NotAParticipant);
    }

    [Fact]
    public void a_message_never_posted_is_not_found() => Spec.Given(Three).When(UpTo(Ben, 4)).ThenRefused(RefusalCode.MessageNotFound);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void messages_are_numbered_from_1(long number) => Spec.Given(Three).When(UpTo(Ben, number)).ThenInvalid("UpTo");

    [Fact]
    public void in_an_archived_room_as_well() =>
        Spec.Given(Archived(Three)).When(UpTo(Ben, 3)).Then(new MessagesDelivered(Ben, new(3)));

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given([.. PrivateRoom, Posted(1, Ann)]).When(UpTo(Stranger, 1)).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(UpTo(Ben, 1)).ThenRefused(RefusalCode.RoomNotFound);
    }
}
