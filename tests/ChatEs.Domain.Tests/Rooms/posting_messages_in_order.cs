using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class posting_messages_in_order
{
    [Fact]
    public void they_get_the_next_numbers_and_their_authors_join_on_the_way() =>
        Spec.Given(PublicRoom).When(new PostMessages(Lounge, [new(Message(1, Ann)), new(Message(2, Stranger)), new(Message(3, Stranger))]))
            .Then(Posted(1, Ann), new ParticipantsAdded([Stranger]), Posted(2, Stranger), Posted(3, Stranger));

    [Fact]
    public void one_may_answer_another_that_has_no_number_yet()
    {
        var events = Decide([new(Message(1, Ann)), new(Message(2, Ben), Answers: 0)]);
        events.Events.OfType<MessagePosted>().Select(m => m.ReplyTo).ShouldBe([null, Number(1)]);
    }

    [Fact]
    public void one_that_is_refused_is_left_out_and_who_answers_it_quotes_nothing()
    {
        var tooEarly = Message(1, Ann) with { ClaimedAt = DateTimeOffset.UnixEpoch.AddYears(-1) };
        var decision = Decide([new(tooEarly), new(Message(2, Ben), Answers: 0), new(Message(3, Ben))]);
        decision.Result!.Messages.Select(m => (m.Number?.Value, m.Refusal?.Code, m.ReplyTo)).ShouldBe(
        [
            (null, RefusalCode.Invalid, null), (1L, null, null), (2L, null, null),
        ]);
        decision.Events.OfType<MessagePosted>().Count().ShouldBe(2);
    }

    [Fact]
    public void none_of_them_is_posted_to_a_room_that_is_not_there()
    {
        var decision = new PostMessages(Lounge, [new(Message(1, Ann))]).Decide(Room.NotCreated.Instance, Spec.Now);
        decision.Events.ShouldBeEmpty();
        decision.Result!.Messages.Single().Refusal!.Code.ShouldBe(RefusalCode.RoomNotFound);
    }

    [Fact]
    public void their_ids_are_reserved_in_one_step()
    {
        var decision = Decide([new(Message(1, Ann) with { ReserveId = true }), new(Message(2, Ann) with { ReserveId = true })]);
        decision.Reservations.ShouldBe([new("message_id", Id(1).ToString("D"), "17/1"), new("message_id", Id(2).ToString("D"), "17/2")]);
    }

    [Fact]
    public void they_must_be_of_one_room_and_each_valid_alone()
    {
        var validator = new PostMessages.Validator();
        validator.Validate(new PostMessages(Lounge, [])).IsValid.ShouldBeFalse();
        validator.Validate(new PostMessages(Lounge, [new(Message(1, Ann) with { Room = new(18) })])).IsValid.ShouldBeFalse();
        validator.Validate(new PostMessages(Lounge, [new(Message(1, Ann) with { Text = "\0" })])).IsValid.ShouldBeFalse();
        validator.Validate(new PostMessages(Lounge, [new(Message(1, Ann))])).IsValid.ShouldBeTrue();
    }

    private static PostMessage Message(int id, UserNumber author) => new(Lounge, Id(id), author, MessageKind.Text, "hello");

    private static Decision<MessagesPostedResult> Decide(IReadOnlyList<QueuedMessage> messages)
    {
        var members = new[] { Ann, Ben }.Select(user => KeyValuePair.Create(user, new Membership(true, false, default)));
        var room = Room.Open.Head(Lounge, RoomKind.Group, RoomVisibility.Public, default, 2).With(members, []);
        return new PostMessages(Lounge, messages).Decide(room, Spec.Now);
    }
}
