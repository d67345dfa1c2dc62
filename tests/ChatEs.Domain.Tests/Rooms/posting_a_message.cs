using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class posting_a_message
{
    private static readonly PostMessage Hello = new(Lounge, Id(1), Ben, MessageKind.Text, "hello");

    [Fact]
    public void it_gets_the_next_number() =>
        Spec.Given([.. PrivateRoom, Posted(1, Ann), Posted(2, Ann)]).When(Hello with { Id = Id(3) })
            .Then(Posted(3, Ben)).With(new MessagePostedResult(Lounge, Number(3), Id(3), Spec.Now)).Reserving();

    [Fact]
    public void a_room_that_is_not_there_is_not_found() =>
        Spec.Given().When(Hello).ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void an_archived_room_takes_no_message()
    {
        Spec.Given(Archived(PrivateRoom)).When(Hello)
            .ThenRefused(RefusalCode.RoomArchived, "Room 17 is archived: it can be read and does not change.");
        Spec.Given(Archived(PrivateRoom)).When(Hello with { Kind = MessageKind.System, Author = null }).ThenRefused(RefusalCode.RoomArchived);
        Spec.Given([.. Archived(PrivateRoom), new RoomUnarchived()]).When(Hello).Then(Posted(1, Ben));
    }

    [Fact]
    public void an_archived_private_room_is_not_shown_to_a_stranger_either() =>
        Spec.Given(Archived(PrivateRoom)).When(Hello with { Author = Stranger })
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void a_stranger_joins_a_public_room_by_posting() =>
        Spec.Given(PublicRoom).When(Hello with { Author = Stranger })
            .Then(new ParticipantsAdded([Stranger]), Posted(1, Stranger));

    [Fact]
    public void who_has_left_a_public_room_joins_it_again() =>
        Spec.Given(PublicRoom).When(Hello with { Author = Cid }).Then(new ParticipantsAdded([Cid]), Posted(1, Cid));

    [Fact]
    public void a_private_room_is_not_shown_to_a_stranger() =>
        Spec.Given(PrivateRoom).When(Hello with { Author = Stranger })
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void a_private_room_is_not_shown_to_who_has_left() =>
        Spec.Given(PrivateRoom).When(Hello with { Author = Cid })
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Fact]
    public void a_system_message_has_no_author_and_joins_nobody() =>
        Spec.Given(PrivateRoom).When(Hello with { Kind = MessageKind.System, Author = null }).Then(Posted(1, null));

    [Fact]
    public void a_system_message_with_an_author_is_invalid() =>
        Spec.Given(PrivateRoom).When(Hello with { Kind = MessageKind.System }).ThenInvalid("Author");

    [Fact]
    public void a_text_without_an_author_is_invalid() =>
        Spec.Given(PrivateRoom).When(Hello with { Author = null }).ThenInvalid("Author");

    [Fact]
    public void a_kind_that_is_none_is_invalid() =>
        Spec.Given(PrivateRoom).When(Hello with { Kind = (MessageKind)7 }).ThenInvalid("Kind");

    [Theory]
    [InlineData(0)]
    [InlineData(32_768)]
    public void a_text_up_to_the_limit_is_posted(int length) =>
        Spec.Given(PrivateRoom).When(Hello with { Text = new('x', length) })
            .Then(Posted(1, Ben, text: new('x', length)));

    [Fact]
    public void a_text_over_the_limit_is_invalid() =>
        Spec.Given(PrivateRoom).When(Hello with { Text = new('x', 32_769) }).ThenInvalid("Text");

    [Fact]
    public void an_emoji_is_posted() =>
        Spec.Given(PrivateRoom).When(Hello with { Text = "a\U0001F600b\U0001F600" })
            .Then(Posted(1, Ben, text: "a\U0001F600b\U0001F600"));

    /// <summary>Not a theory: an attribute is kept as UTF-8, which has no half of a surrogate pair.</summary>
    [Fact]
    public void a_text_that_cannot_be_stored_is_invalid()
    {
        string[] texts = ["a\0b", "a\ud83d", "\ude00a", "\ud83d\ud83d\ude00", "\ud83d\ude00 and \ude00", "\ude00\ud83d", null!];
        foreach (var text in texts) Spec.Given(PrivateRoom).When(Hello with { Text = text }).ThenInvalid("Text");
    }
}

public sealed class answering_a_message
{
    private static readonly IReadOnlyList<IDomainEvent> Room =
        [.. PrivateRoom, Posted(1, Ann), Posted(2, Ben, parent: 1), Posted(3, Ann), new MessageDeleted(new(3), Ann)];

    private static readonly PostMessage Hello = new(Lounge, Id(4), Ben, MessageKind.Text, "hello");

    [Fact]
    public void a_reply_names_what_it_quotes() =>
        Spec.Given(Room).When(Hello with { ReplyTo = Number(1) }).Then(Posted(4, Ben, replyTo: 1));

    [Fact]
    public void a_comment_may_be_replied_to() =>
        Spec.Given(Room).When(Hello with { ReplyTo = Number(2) }).Then(Posted(4, Ben, replyTo: 2));

    [Fact]
    public void a_comment_names_its_parent() =>
        Spec.Given(Room).When(Hello with { Parent = Number(1), ReplyTo = Number(2) })
            .Then(Posted(4, Ben, replyTo: 2, parent: 1));

    [Fact]
    public void a_comment_has_no_comments() =>
        Spec.Given(Room).When(Hello with { Parent = Number(2) }).ThenInvalid("Parent");

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    public void a_message_deleted_or_never_posted_cannot_be_quoted(int number) =>
        Spec.Given(Room).When(Hello with { ReplyTo = Number(number) })
            .ThenRefused(RefusalCode.MessageNotFound, $"There is no message {number} in room 17.");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    public void a_message_deleted_or_never_posted_cannot_be_commented_on(int number) =>
        Spec.Given(Room).When(Hello with { Parent = Number(number) })
            .ThenRefused(RefusalCode.MessageNotFound, $"There is no message {number} in room 17.");
}

public sealed class posting_with_a_claimed_time
{
    private static readonly PostMessage Hello = new(Lounge, Id(1), Ben, MessageKind.Text, "hello");

    [Fact]
    public void it_is_kept_in_utc_and_whole_microseconds()
    {
        var claimed = new DateTimeOffset(2020, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddTicks(1_234_567);

        Spec.Given(PrivateRoom).When(Hello with { ClaimedAt = claimed }).Then(Posted(1, Ben) with
        {
            Personal = new("hello", new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_560)),
        });
    }

    [Fact]
    public void five_minutes_ahead_is_a_clock_that_is_off() =>
        Spec.Given(PrivateRoom).When(Hello with { ClaimedAt = Spec.Now.AddMinutes(5) })
            .Then(Posted(1, Ben) with { Personal = new("hello", Spec.Now.AddMinutes(5)) });

    [Fact]
    public void more_than_five_minutes_ahead_is_invalid() =>
        Spec.Given(PrivateRoom).When(Hello with { ClaimedAt = Spec.Now.AddMinutes(5).AddTicks(1) }).ThenInvalid("ClaimedAt");

    [Fact]
    public void the_first_moment_of_1970_is_taken() =>
        Spec.Given(PrivateRoom).When(Hello with { ClaimedAt = DateTimeOffset.UnixEpoch })
            .Then(Posted(1, Ben) with { Personal = new("hello", DateTimeOffset.UnixEpoch) });

    [Fact]
    public void before_1970_is_invalid() =>
        Spec.Given(PrivateRoom).When(Hello with { ClaimedAt = DateTimeOffset.UnixEpoch.AddTicks(-1) }).ThenInvalid("ClaimedAt");

    [Fact]
    public void before_1970_in_utc_is_invalid_whatever_the_offset() =>
        Spec.Given(PrivateRoom).When(Hello with { ClaimedAt = new(1970, 1, 1, 1, 0, 0, TimeSpan.FromHours(2)) })
            .ThenInvalid("ClaimedAt");
}

public sealed class posting_under_a_condition
{
    private static readonly PostMessage Hello = new(Lounge, Id(2), Ben, MessageKind.Text, "hello");

    [Fact]
    public void an_id_that_the_client_chose_is_reserved_for_the_message() =>
        Spec.Given([.. PrivateRoom, Posted(1, Ann)]).When(Hello with { ReserveId = true })
            .Then(Posted(2, Ben))
            .Reserving(new Reservation("message_id", "00000002-0000-7000-0000-000000000000", "17/2"));

    /// <summary>Only ids that may have been made here are looked for among the messages before; see <see cref="MessageIds"/>.</summary>
    [Fact]
    public void an_id_that_was_not_made_here_is_reserved_whoever_chose_it() =>
        Spec.Given([.. PrivateRoom, Posted(1, Ann)]).When(Hello with { Id = new("0b9c0ab7-65c1-4bb4-9d4f-1d1c6a1f5e0a") })
            .Reserving(new Reservation("message_id", "0b9c0ab7-65c1-4bb4-9d4f-1d1c6a1f5e0a", "17/2"));

    [Fact]
    public void the_expected_number_lets_it_through() =>
        Spec.Given([.. PrivateRoom, Posted(1, Ann)]).When(Hello with { ExpectedNumber = Number(2) }).Then(Posted(2, Ben));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void another_expected_number_is_a_conflict_that_names_both(int expected) =>
        Spec.Given([.. PrivateRoom, Posted(1, Ann)]).When(Hello with { ExpectedNumber = Number(expected) })
            .ThenRefused(RefusalCode.Conflict, $"The next message of room 17 is number 2, expected {expected}.");

    [Fact]
    public void a_stranger_learns_no_number_of_a_private_room() =>
        Spec.Given(PrivateRoom).When(Hello with { Author = Stranger, ExpectedNumber = Number(5) })
            .ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");

    [Theory]
    [InlineData(MessageNumber.Max - 1, null)]
    [InlineData(MessageNumber.Max, RefusalCode.LimitReached)]
    public void a_full_room_takes_no_more(long lastMessage, RefusalCode? refused)
    {
        Room room = Room.Open.Head(Lounge, RoomKind.Group, RoomVisibility.Public, new(lastMessage), 1)
            .With(RoomPoints.None with { Members = RoomPoints.None.Members.Add(Ben, new(Active: true, Moderator: false, default)) });

        Assert.Equal(refused, Hello.Decide(room, Spec.Now).Refusal?.Code);
    }
}
