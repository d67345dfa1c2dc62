using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class creating_a_room
{
    private static readonly CreateRoom Group =
        new(Lounge, RoomKind.Group, RoomVisibility.Private, "Lounge", Key: null, Ann, [Ben, Ann, Cid, Ben]);

    private static RoomCreated Created(CreateRoom c) => new(c.Room, c.Kind, c.Visibility, c.Creator, new(c.Name, c.Key));

    [Fact]
    public void the_creator_comes_first_and_moderates() =>
        Spec.Given().When(Group)
            .Then(Created(Group), new ParticipantsAdded([Ann, Ben, Cid]), new ModeratorGranted(Ann))
            .With(new RoomCreatedResult(Lounge, Created: true, Spec.Now)).Reserving();

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
    public void a_key_is_reserved_for_the_room()
    {
        var command = Group with { Key = "lobby" };
        Spec.Given().When(command)
            .Then(Created(command), new ParticipantsAdded([Ann, Ben, Cid]), new ModeratorGranted(Ann))
            .Reserving(new Reservation("room_key", "lobby", "17"));
    }

    [Fact]
    public void a_room_that_is_there_is_the_answer() =>
        Spec.Given(PrivateRoom).When(Group).ThenNothing().With(new RoomCreatedResult(Lounge, Created: false));

    [Fact]
    public void a_room_of_another_kind_under_the_key_is_refused() =>
        Spec.Given(PrivateRoom).When(Group with { Kind = RoomKind.Channel, Key = "lobby" })
            .ThenRefused(RefusalCode.AlreadyTaken);

    [Fact]
    public void a_channel_without_a_key_is_invalid() =>
        Spec.Given().When(Group with { Kind = RoomKind.Channel }).ThenInvalid("Key");

    [Fact]
    public void a_number_that_no_message_id_can_hold_is_refused() =>
        Spec.Given().When(Group with { Room = new(RoomNumber.Max + 1) }).ThenRefused(RefusalCode.LimitReached);

    [Fact]
    public void a_key_with_wrong_characters_is_invalid()
    {
        string[] keys = ["", "a\u0085b", "a\nb", "a\0b", "\ud800"];
        foreach (var key in keys) Spec.Given().When(Group with { Key = key }).ThenInvalid("Key");
    }

    [Fact]
    public void a_key_is_no_longer_than_255_characters() =>
        Spec.Given().When(Group with { Key = new('k', 256) }).ThenInvalid("Key");

    [Fact]
    public void a_name_that_cannot_be_stored_is_invalid()
    {
        string[] names = ["a\0b", "\udc00", null!];
        foreach (var name in names) Spec.Given().When(Group with { Name = name }).ThenInvalid("Name");
    }

    [Fact]
    public void a_name_is_no_longer_than_1000_characters() =>
        Spec.Given().When(Group with { Name = new('n', 1_001) }).ThenInvalid("Name");

    [Fact]
    public void more_than_1000_participants_are_invalid() =>
        Spec.Given().When(Group with { Participants = [.. Many(1_001)] }).ThenInvalid("Participants");

    [Fact]
    public void participants_that_are_missing_are_invalid() =>
        Spec.Given().When(Group with { Participants = null! }).ThenInvalid("Participants");

    [Fact]
    public void a_thousand_participants_are_taken()
    {
        var command = Group with { Creator = null, Participants = [.. Many(1_000)] };
        Spec.Given().When(command).Then(Created(command), new ParticipantsAdded([.. Many(1_000)]));
    }

    [Fact]
    public void kind_and_visibility_must_be_known()
    {
        Spec.Given().When(Group with { Kind = (RoomKind)9 }).ThenInvalid("Kind");
        Spec.Given().When(Group with { Visibility = (RoomVisibility)9 }).ThenInvalid("Visibility");
    }

    private static IEnumerable<UserNumber> Many(int count) => Enumerable.Range(1, count).Select(n => new UserNumber(n));
}

public sealed class creating_a_single_room
{
    private static readonly CreateRoom Single =
        new(Lounge, RoomKind.Single, RoomVisibility.Private, "", Key: null, Ben, [Ann]);

    [Fact]
    public void the_pair_is_reserved_the_same_from_both_sides()
    {
        var pair = new Reservation("single_room", "1:2", "17");

        Spec.Given().When(Single)
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, Ben, new("", null)),
                new ParticipantsAdded([Ben, Ann]))
            .Reserving(pair);

        Spec.Given().When(Single with { Creator = null, Participants = [Ann, Ben] })
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, null, new("", null)),
                new ParticipantsAdded([Ann, Ben]))
            .Reserving(pair);
    }

    [Fact]
    public void a_key_is_reserved_beside_the_pair() =>
        Spec.Given().When(Single with { Creator = null, Participants = [Ben, Ann], Key = "k" })
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, null, new("", "k")),
                new ParticipantsAdded([Ben, Ann]))
            .Reserving(new("room_key", "k", "17"), new("single_room", "1:2", "17"));

    [Fact]
    public void numbers_of_the_pair_are_ordered_as_numbers() =>
        Spec.Given().When(Single with { Creator = null, Participants = [new(10), new(9)] })
            .Then(
                new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, null, new("", null)),
                new ParticipantsAdded([new(10), new(9)]))
            .Reserving(new Reservation("single_room", "9:10", "17"));

    [Fact]
    public void one_or_three_are_not_a_pair()
    {
        Spec.Given().When(Single with { Participants = [Ben] }).ThenInvalid("Participants");
        Spec.Given().When(Single with { Participants = [] }).ThenInvalid("Participants");
        Spec.Given().When(Single with { Participants = [Ann, Cid] }).ThenInvalid("Participants");
    }

    [Fact]
    public void it_is_private() =>
        Spec.Given().When(Single with { Visibility = RoomVisibility.Public }).ThenInvalid("Visibility");
}
