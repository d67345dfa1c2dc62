using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class marking_messages_seen
{
    private static readonly IReadOnlyList<IDomainEvent> Talk = [Posted(1, Ann), Posted(2, Ann), Posted(3, Ann)];

    private static readonly IReadOnlyList<IDomainEvent> Private = [.. PrivateRoom, .. Talk];

    private static readonly IReadOnlyList<IDomainEvent> Public = [.. PublicRoom, .. Talk];

    private static MessagesSeen Seen(UserNumber user, long from, long to) => new(user, new(from), new(to));

    [Fact]
    public void up_to_one_says_all_before_it() =>
        Spec.Given(Private).When(MarkSeen.UpTo(Lounge, Ben, new(2))).Then(Seen(Ben, 1, 2))
            .With(new SeenResult(Lounge, new(1), new(2)));

    [Fact]
    public void a_single_one_says_that_one() =>
        Spec.Given(Private).When(MarkSeen.One(Lounge, Ben, new(2))).Then(Seen(Ben, 2, 2))
            .With(new SeenResult(Lounge, new(2), new(2)));

    [Fact]
    public void what_was_seen_is_nothing_to_do()
    {
        var seen = Spec.Given([.. Private, Seen(Ben, 1, 2)]);

        seen.When(MarkSeen.UpTo(Lounge, Ben, new(2))).ThenNothing().With(new SeenResult(Lounge, new(1), new(2)));
        seen.When(MarkSeen.One(Lounge, Ben, new(1))).ThenNothing().With(new SeenResult(Lounge, new(1), new(1)));
        seen.When(MarkSeen.UpTo(Lounge, Ben, new(3))).Then(Seen(Ben, 1, 3));
    }

    [Fact]
    public void a_gap_below_is_still_to_be_closed() =>
        Spec.Given([.. Private, Seen(Ben, 3, 3)]).When(MarkSeen.UpTo(Lounge, Ben, new(2))).Then(Seen(Ben, 1, 2));

    [Fact]
    public void a_stranger_joins_a_public_room_by_it() =>
        Spec.Given(Public).When(MarkSeen.UpTo(Lounge, Stranger, new(3)))
            .Then(new ParticipantsAdded([Stranger]), Seen(Stranger, 1, 3));

    [Fact]
    public void who_comes_back_is_in_the_room_again_also_where_nothing_is_new() =>
        Spec.Given([.. Public, Seen(Ben, 1, 3), new ParticipantsRemoved([Ben])])
            .When(MarkSeen.UpTo(Lounge, Ben, new(3))).Then(new ParticipantsAdded([Ben]), Seen(Ben, 1, 3));

    [Fact]
    public void an_archived_room_is_read_by_who_is_in_it_and_joined_by_nobody()
    {
        Spec.Given(Archived(Public)).When(MarkSeen.UpTo(Lounge, Ben, new(3))).Then(Seen(Ben, 1, 3));
        Spec.Given(Archived(Public)).When(MarkSeen.UpTo(Lounge, Stranger, new(3))).ThenRefused(RefusalCode.RoomArchived);
    }

    [Fact]
    public void a_private_room_is_not_shown_to_who_is_not_in_it()
    {
        Spec.Given(Private).When(MarkSeen.UpTo(Lounge, Stranger, new(3)))
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");
        Spec.Given(PrivateRoom).When(MarkSeen.UpTo(Lounge, Cid, new(0)))
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");
    }

    [Fact]
    public void a_room_that_is_not_there_is_not_found() =>
        Spec.Given().When(MarkSeen.UpTo(Lounge, Ben, new(1))).ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(4)]
    public void a_message_never_posted_is_not_found(long number) =>
        Spec.Given(Private).When(MarkSeen.One(Lounge, Ben, new(number)))
            .ThenRefused(RefusalCode.MessageNotFound, $"There is no message {number} in room 17.");

    [Fact]
    public void up_to_a_message_never_posted_is_not_found()
    {
        Spec.Given(Private).When(MarkSeen.UpTo(Lounge, Ben, new(4))).ThenRefused(RefusalCode.MessageNotFound);
        Spec.Given(Private).When(MarkSeen.UpTo(Lounge, Ben, new(0))).ThenRefused(RefusalCode.MessageNotFound);
    }

    [Fact]
    public void a_range_that_begins_before_the_first_is_not_found() =>
        Spec.Given(Private).When(new MarkSeen(Lounge, Ben, new(0), new(2))).ThenRefused(RefusalCode.MessageNotFound);

    [Fact]
    public void an_empty_room_is_seen_up_to_nothing()
    {
        Spec.Given(PrivateRoom).When(MarkSeen.UpTo(Lounge, Ben, new(0))).ThenNothing();
        Spec.Given(PublicRoom).When(MarkSeen.UpTo(Lounge, Stranger, new(0))).ThenNothing();
        Spec.Given(PrivateRoom).When(MarkSeen.One(Lounge, Ben, new(0))).ThenRefused(RefusalCode.MessageNotFound);
    }

    [Fact]
    public void a_range_that_runs_backwards_is_invalid() =>
        Spec.Given(Private).When(new MarkSeen(Lounge, Ben, new(3), new(2))).ThenInvalid("From");
}
