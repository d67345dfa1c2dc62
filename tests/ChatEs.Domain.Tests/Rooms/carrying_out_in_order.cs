using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class carrying_out_in_order
{
    private static PostMessage Message(int id, UserNumber author) => new(Lounge, Id(id), author, MessageKind.Text, "hello");

    private static InOrder List(params IReadOnlyList<Queued> commands) => new(Lounge, commands);

    /// <summary>The parts of the answer, on a public room where Ann moderates and Ben takes part.</summary>
    private static Decision<CarriedOutInOrder> Decide(params IReadOnlyList<Queued> commands)
    {
        var command = List(commands);
        return command.Decide(RoomHistory.Of(PublicRoom.Cast<RoomEvent>()).Room(command.Needs), Spec.Now);
    }

    private static IEnumerable<(long? Number, RefusalCode? Code)> Told(Decision<CarriedOutInOrder> decision) =>
        decision.Result!.Commands.Select(c => (c.Number?.Value, c.Refusal?.Code));

    [Fact]
    public void messages_get_the_next_numbers_and_their_authors_join_on_the_way() =>
        Spec.Given(PublicRoom).When(List(new(Message(1, Ann)), new(Message(2, Stranger)), new(Message(3, Stranger))))
            .Then(Posted(1, Ann), new ParticipantsAdded([Stranger]), Posted(2, Stranger), Posted(3, Stranger));

    [Fact]
    public void a_message_may_answer_another_that_has_no_number_yet() =>
        Spec.Given(PublicRoom).When(List(new(Message(1, Ann)), new(Message(2, Ben), Upon: 0)))
            .Then(Posted(1, Ann), Posted(2, Ben, replyTo: 1));

    [Fact]
    public void one_that_is_refused_is_left_out_and_who_answers_it_quotes_nothing()
    {
        var tooEarly = Message(1, Ann) with { ClaimedAt = DateTimeOffset.UnixEpoch.AddYears(-1) };
        var decision = Decide(new(tooEarly), new(Message(2, Ben), Upon: 0), new(Message(3, Ben)));

        Told(decision).ShouldBe([(null, RefusalCode.Invalid), (1, null), (2, null)]);
        decision.Events.Select(Spec.Tell).ShouldBe([Spec.Tell(Posted(1, Ben) with { Id = Id(2) }), Spec.Tell(Posted(2, Ben) with { Id = Id(3) })]);
    }

    [Fact]
    public void what_else_is_about_a_message_that_is_refused_falls_with_it()
    {
        var tooEarly = Message(1, Ann) with { ClaimedAt = DateTimeOffset.UnixEpoch.AddYears(-1) };
        var decision = Decide(
            new(tooEarly), new(new EditMessage(Lounge, Ann, default, "x"), Upon: 0), new(new AddReaction(Lounge, Ben, default, "+1"), Upon: 0),
            new(new DeleteMessage(Lounge, Ann, default), Upon: 0));

        Told(decision).Skip(1).ShouldAllBe(told => told.Code == RefusalCode.MessageNotFound);
        decision.Events.ShouldBeEmpty();
    }

    [Fact]
    public void edits_reactions_and_a_deletion_may_be_about_a_message_of_the_list() =>
        Spec.Given(PublicRoom).When(List(
                new(Message(1, Ben)),
                new(new EditMessage(Lounge, Ben, default, "better"), Upon: 0),
                new(new AddReaction(Lounge, Ann, default, "+1"), Upon: 0),
                new(new AddReaction(Lounge, Ann, default, "+1"), Upon: 0),
                new(new DeleteMessage(Lounge, Ben, default), Upon: 0),
                new(new EditMessage(Lounge, Ben, default, "too late"), Upon: 0)))
            .Then(
                Posted(1, Ben), new MessageEdited(new(1), null, new("better")), new ReactionAdded(new(1), Ann, new("+1")),
                new MessageDeleted(new(1), Ben));

    [Fact]
    public void a_command_may_name_the_number_that_the_list_gives() =>
        Spec.Given(PublicRoom).When(List(
                new(Message(1, Ben)), new(new AddReaction(Lounge, Ann, new(1), "+1")), new(Message(2, Ann) with { Parent = new(1) }),
                new(new DeleteMessage(Lounge, Ben, new(1)))))
            .Then(
                Posted(1, Ben), new ReactionAdded(new(1), Ann, new("+1")), Posted(2, Ann, parent: 1), new MessageDeleted(new(1), Ben));

    [Fact]
    public void who_leaves_and_is_named_again_joins_again() =>
        Spec.Given(PublicRoom).When(List(
                new(new AddParticipants(Lounge, Stranger, [Stranger])), new(new RemoveParticipants(Lounge, Stranger, [Stranger])),
                new(Message(1, Stranger))))
            .Then(
                new ParticipantsAdded([Stranger]), new ParticipantsRemoved([Stranger]), new ParticipantsAdded([Stranger]),
                Posted(1, Stranger));

    [Fact]
    public void none_of_them_is_carried_out_in_a_room_that_is_not_there()
    {
        var decision = List(new Queued(Message(1, Ann))).Decide(Room.NotCreated.Instance, Spec.Now);
        decision.Events.ShouldBeEmpty();
        Told(decision).ShouldBe([(null, RefusalCode.RoomNotFound)]);
    }

    [Fact]
    public void their_names_are_reserved_in_one_step()
    {
        var decision = Decide(
            new(Message(1, Ann) with { ReserveId = true }),
            new(new EditMessage(Lounge, Ann, default, "x", EditId: Id(9)), Upon: 0));
        decision.Reservations.ShouldBe([new("message_id", Id(1).ToString("D"), "17/1"), new("edit_id", Id(9).ToString("D"), "17/1")]);
    }

    [Fact]
    public void a_name_that_is_taken_and_given_up_again_is_neither()
    {
        static Queued Call(string key) => new(new UpdateRoom(Lounge, Ann, Key: key));
        var list = List(Call("b"), Call("c"), Call("a"), Call("d"));

        Spec.Given([.. PublicRoom, new RoomUpdated(new("Lounge", "a"))]).When(list)
            .Then(
                new RoomUpdated(new("Lounge", "b")), new RoomUpdated(new("Lounge", "c")), new RoomUpdated(new("Lounge", "a")),
                new RoomUpdated(new("Lounge", "d")))
            .Reserving(new Reservation("room_key", "d", "17")).Releasing(new Reservation("room_key", "a", "17"));
    }

    [Fact]
    public void there_is_at_least_one_and_no_more_than_2000()
    {
        Spec.Given(PublicRoom).When(List()).ThenInvalid("Commands");
        Spec.Given(PublicRoom).When(new InOrder(Lounge, null!)).ThenInvalid("Commands");
        Spec.Given(PublicRoom).When(List([.. Enumerable.Repeat(new Queued(Message(1, Ann)), 2_001)])).ThenInvalid("Commands");
        Spec.Given(PublicRoom).When(List([.. Enumerable.Repeat(new Queued(Message(1, Ann)), 2_000)]))
            .Then([.. Enumerable.Range(1, 2_000).Select(n => Posted(n, Ann) with { Id = Id(1) })]);
    }

    [Fact]
    public void they_must_be_of_one_room_and_each_valid_alone()
    {
        foreach (var command in new Queued[]
        {
            null!, new(null!),
            new(Message(1, Ann) with { Room = new(18) }),
            new(Message(1, Ann) with { Text = "\0" }),
            new(new EditMessage(Lounge, Ann, new(1), "\0")),
            new(new AddReaction(Lounge, Ann, new(1), "")),
            new(new AddParticipants(Lounge, Ann, [])),
            new(new RemoveParticipants(Lounge, Ann, [])),
            new(new UpdateRoom(Lounge, Ann, Key: "")),
            new(List(new Queued(Message(1, Ann)))),
            new(new MarkDelivered(Lounge, Ann, new(1))),
        })
        {
            Spec.Given(PublicRoom).When(List(new(Message(1, Ann)), command)).ThenInvalid("Commands");
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(2)]
    public void the_place_of_a_message_is_before_the_command_that_names_it(int place) =>
        Spec.Given(PublicRoom).When(List(new(Message(1, Ann)), new(Message(2, Ben), Upon: place))).ThenInvalid("Commands");

    [Fact]
    public void only_what_is_about_a_message_names_the_place_of_one() =>
        Spec.Given(PublicRoom).When(List(new(Message(1, Ann)), new(new AddParticipants(Lounge, Ann, [Cid]), Upon: 0)))
            .ThenInvalid("Commands");
}
