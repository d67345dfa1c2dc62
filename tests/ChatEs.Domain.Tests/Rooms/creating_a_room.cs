using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class creating_a_room
{
    private static readonly CreateRoom Group =
        new(Lounge, RoomVisibility.Private, "Lounge", Key: null, Ann, [Ben, Ann, Cid, Ben]);

    private static RoomCreated Created(CreateRoom c) =>
        new(c.Room, RoomKind.Group, c.Visibility, c.Creator, new(c.Name, c.Key, c.Description, c.Options));

    [Fact]
    public void the_creator_comes_first_and_moderates() =>
        Spec.Given().When(Group)
            .Then(Created(Group), new ParticipantsAdded([Ann, Ben, Cid]), new ModeratorGranted(Ann))
            .With(new RoomCreatedResult(Lounge, Spec.Now)).Reserving();

    [Fact]
    public void a_creator_who_does_not_join_is_not_in_it()
    {
        var command = Group with { CreatorJoins = false, Participants = [Ben] };
        Spec.Given().When(command).Then(Created(command), new ParticipantsAdded([Ben]));
    }

    [Fact]
    public void a_creator_who_does_not_join_but_is_among_the_participants_moderates()
    {
        var command = Group with { CreatorJoins = false };
        Spec.Given().When(command).Then(Created(command), new ParticipantsAdded([Ann, Ben, Cid]), new ModeratorGranted(Ann));
    }

    [Fact]
    public void the_server_key_creates_a_room_for_others()
    {
        var command = Group with { Creator = null, Participants = [Ben, Cid] };
        Spec.Given().When(command).Then(Created(command), new ParticipantsAdded([Ben, Cid]));
    }

    [Fact]
    public void a_room_may_be_empty()
    {
        var command = Group with { Creator = null, Participants = [], Name = "" };
        Spec.Given().When(command).Then(Created(command));
    }

    [Fact]
    public void a_room_has_a_description_options_and_an_avatar()
    {
        var command = Group with { Description = "about", Options = """{"a": 1}""", AvatarUrl = "https://example.org/a.png", Participants = [] };
        Spec.Given().When(command).Then(
            Created(command), new RoomAvatarSet(null, new("https://example.org/a.png", null)),
            new ParticipantsAdded([Ann]), new ModeratorGranted(Ann));
    }

    [Fact]
    public void a_key_is_reserved_for_the_room()
    {
        var command = Group with { Key = "lobby" };
        Spec.Given().When(command)
            .Then(Created(command), new ParticipantsAdded([Ann, Ben, Cid]), new ModeratorGranted(Ann))
            .Reserving(new Reservation("room_key", "lobby", "17"));
    }

    [Fact]
    public void a_number_is_taken_once()
    {
        Spec.Given(PrivateRoom).When(Group).ThenRefused(RefusalCode.AlreadyTaken);
        Spec.Given(Archived(PrivateRoom)).When(Group).ThenRefused(RefusalCode.AlreadyTaken);
    }

    [Theory]
    [InlineData(RoomNumber.Max, null)]
    [InlineData(RoomNumber.Max + 1, RefusalCode.LimitReached)]
    public void a_number_that_no_message_id_can_hold_is_refused(long number, RefusalCode? refused) =>
        Assert.Equal(refused, (Group with { Room = new(number) }).Decide(Room.NotCreated.Instance, Spec.Now).Refusal?.Code);

    [Fact]
    public void a_thousand_participants_are_taken_and_no_more()
    {
        var command = Group with { Creator = null, Participants = Many(1_000) };
        Spec.Given().When(command).Then(Created(command), new ParticipantsAdded(Many(1_000)));
        Spec.Given().When(Group with { Participants = Many(1_001) }).ThenInvalid("Participants");
        Spec.Given().When(Group with { Participants = null! }).ThenInvalid("Participants");
    }
}

public sealed class getting_or_creating_a_single_room
{
    private static readonly GetOrCreateSingleRoom Single = new(Lounge, Ben, Ann, Ben);

    [Fact]
    public void it_is_private_and_has_its_two_and_no_moderator() =>
        Spec.Given().When(Single with { Options = "{}" })
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, Ben, new("", null, null, "{}")),
                new ParticipantsAdded([Ben, Ann]))
            .With(new RoomGotResult(Lounge, Created: true, [Ben, Ann], Spec.Now));

    [Fact]
    public void the_pair_is_reserved_the_same_from_both_sides()
    {
        var pair = new Reservation("single_room", "1:2", "17");

        Spec.Given().When(Single)
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, Ben, new("", null)),
                new ParticipantsAdded([Ben, Ann]))
            .Reserving(pair);
        Spec.Given().When(Single with { Creator = null, One = Ann, Other = Ben })
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, null, new("", null)),
                new ParticipantsAdded([Ann, Ben]))
            .Reserving(pair);
    }

    [Fact]
    public void numbers_of_the_pair_are_ordered_as_numbers() =>
        Spec.Given().When(Single with { Creator = null, One = new(10), Other = new(9) })
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, null, new("", null)),
                new ParticipantsAdded([new(10), new(9)]))
            .Reserving(new Reservation("single_room", "9:10", "17"));

    [Fact]
    public void the_room_that_is_there_is_the_answer()
    {
        Spec.Given(SingleRoom).When(Single).ThenNothing().With(new RoomGotResult(Lounge, Created: false, []));
        Spec.Given(Archived(SingleRoom)).When(Single).ThenNothing().With(new RoomGotResult(Lounge, Created: false, []));
    }

    [Fact]
    public void who_loses_the_race_asks_for_the_room_of_the_other() =>
        Assert.Equal((new RoomNumber(99), false), ((GetOrCreateSingleRoom)Single.UponOwner("single_room", "99")) is var upon ? (upon.Room, upon.StartsStream) : default);

    [Fact]
    public void nobody_talks_to_himself_alone() => Spec.Given().When(Single with { Other = Ben }).ThenInvalid("Other");

    [Fact]
    public void who_opens_it_is_one_of_the_two() => Spec.Given().When(Single with { Creator = Cid }).ThenInvalid("Creator");

    [Fact]
    public void there_is_an_end_to_the_numbers() =>
        Spec.Given().When(Single with { Room = new(RoomNumber.Max + 1) }).ThenRefused(RefusalCode.LimitReached);
}

public sealed class getting_or_creating_a_channel
{
    private static readonly GetOrCreateChannel Channel =
        new(Lounge, Ann, "news", "News", RoomVisibility.Public, [Ben, Ann], "about", "{}", "https://example.org/a.png");

    private static IReadOnlyList<IDomainEvent> There(RoomVisibility visibility) =>
    [
        new RoomCreated(Lounge, RoomKind.Channel, visibility, Ann, new("News", "news")),
        new ParticipantsAdded([Ann, Ben]), new ModeratorGranted(Ann),
    ];

    private static readonly IReadOnlyList<IDomainEvent> Public = There(RoomVisibility.Public);

    private static readonly IReadOnlyList<IDomainEvent> Private = There(RoomVisibility.Private);

    [Fact]
    public void it_is_created_with_its_creator_in_it_and_its_key_reserved() =>
        Spec.Given().When(Channel)
            .Then(
                new RoomCreated(Lounge, RoomKind.Channel, RoomVisibility.Public, Ann, new("News", "news", "about", "{}")),
                new RoomAvatarSet(null, new("https://example.org/a.png", null)),
                new ParticipantsAdded([Ann, Ben]), new ModeratorGranted(Ann))
            .With(new RoomGotResult(Lounge, Created: true, [Ann, Ben], Spec.Now))
            .Reserving(new Reservation("room_key", "news", "17"));

    [Fact]
    public void the_server_key_creates_one_without_a_moderator() =>
        Spec.Given().When(Channel with { By = Actor.Server, Participants = [], AvatarUrl = null })
            .Then(new RoomCreated(Lounge, RoomKind.Channel, RoomVisibility.Public, null, new("News", "news", "about", "{}")))
            .With(new RoomGotResult(Lounge, Created: true, [], Spec.Now));

    [Fact]
    public void the_channel_that_is_there_is_the_answer_as_it_is() =>
        Spec.Given(Public).When(Channel with { Name = "Other", Options = "[]" }).ThenNothing()
            .With(new RoomGotResult(Lounge, Created: false, []));

    [Fact]
    public void who_asks_joins_a_public_channel() =>
        Spec.Given(Public).When(Channel with { By = Stranger, Participants = [] })
            .Then(new ParticipantsAdded([Stranger])).With(new RoomGotResult(Lounge, Created: false, [Stranger])).Reserving();

    [Fact]
    public void a_moderator_and_the_server_key_bring_participants()
    {
        Spec.Given(Private).When(Channel with { Participants = [Ben, Cid, Cid] }).Then(new ParticipantsAdded([Cid]));
        Spec.Given(Private).When(Channel with { By = Actor.Server, Participants = [Cid] }).Then(new ParticipantsAdded([Cid]));
    }

    [Fact]
    public void who_does_not_moderate_brings_nobody() =>
        Spec.Given(Public).When(Channel with { By = Ben, Participants = [Cid] }).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void of_a_private_channel_a_stranger_learns_that_the_key_is_taken() =>
        Spec.Given(Private).When(Channel with { By = Stranger, Participants = [] })
            .ThenRefused(RefusalCode.AlreadyTaken, "The room key 'news' is taken.");

    [Fact]
    public void an_archived_channel_is_the_answer_and_takes_nobody()
    {
        Spec.Given(Archived(Public)).When(Channel).ThenNothing();
        Spec.Given(Archived(Public)).When(Channel with { By = Stranger }).ThenRefused(RefusalCode.RoomArchived);
    }

    [Fact]
    public void a_room_that_gave_the_key_away_meanwhile_is_not_the_answer() =>
        Spec.Given([.. Public, new RoomUpdated(new("News", "old news"))]).When(Channel with { By = Stranger })
            .ThenRefused(RefusalCode.Conflict, "The room with the key 'news' changed meanwhile; ask again.");

    [Fact]
    public void who_loses_the_race_asks_for_the_room_of_the_other() =>
        Assert.Equal((new RoomNumber(99), false), ((GetOrCreateChannel)Channel.UponOwner("room_key", "99")) is var upon ? (upon.Room, upon.StartsStream) : default);

    [Fact]
    public void there_is_an_end_to_the_numbers() =>
        Spec.Given().When(Channel with { Room = new(RoomNumber.Max + 1) }).ThenRefused(RefusalCode.LimitReached);
}
