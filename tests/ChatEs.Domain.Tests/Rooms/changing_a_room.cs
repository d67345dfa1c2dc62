using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class updating_a_room
{
    private const string Cat = "https://example.org/cat.png";

    private static readonly RoomPersonal Names = new("Lounge", "lounge", "about", "{}");

    private static readonly IReadOnlyList<IDomainEvent> Room =
        [.. PrivateRoom, new RoomUpdated(Names), new RoomAvatarSet(null, new(Cat, null))];

    private static readonly UpdateRoom Nothing = new(Lounge, Ann);

    [Fact]
    public void what_is_not_said_stays()
    {
        Spec.Given(Room).When(Nothing with { Name = "Bar" }).Then(new RoomUpdated(Names with { Name = "Bar" }))
            .With(new RoomUpdatedResult(Lounge, Changed: true)).Reserving().Releasing();
        Spec.Given(Room).When(Nothing with { Description = "" }).Then(new RoomUpdated(Names with { Description = "" })).Reserving().Releasing();
        Spec.Given(Room).When(Nothing with { Options = "[]" }).Then(new RoomUpdated(Names with { Options = "[]" })).Reserving().Releasing();
    }

    [Fact]
    public void another_key_is_reserved_and_the_old_one_given_up() =>
        Spec.Given(Room).When(Nothing with { Key = "bar" }).Then(new RoomUpdated(Names with { Key = "bar" }))
            .Reserving(new Reservation("room_key", "bar", "17")).Releasing(new Reservation("room_key", "lounge", "17"));

    [Fact]
    public void a_first_key_gives_nothing_up() =>
        Spec.Given(PrivateRoom).When(Nothing with { Key = "bar" }).Then(new RoomUpdated(new("Lounge", "bar")))
            .Reserving(new Reservation("room_key", "bar", "17")).Releasing();

    [Fact]
    public void an_address_takes_the_place_of_the_avatar()
    {
        Spec.Given(Room).When(Nothing with { AvatarUrl = Cat + "2" }).Then(new RoomAvatarSet(null, new(Cat + "2", null)));
        Spec.Given([.. PrivateRoom, new RoomAvatarSet(File(1).File, new(null, "cat.png"))]).When(Nothing with { AvatarUrl = Cat, Name = "Bar" })
            .Then(new RoomUpdated(new("Bar", null)), new RoomAvatarSet(null, new(Cat, null)));
    }

    [Fact]
    public void the_same_again_is_nothing_to_do()
    {
        Spec.Given(Room).When(Nothing).ThenNothing().With(new RoomUpdatedResult(Lounge, Changed: false));
        Spec.Given(Room).When(new UpdateRoom(Lounge, Ann, "Lounge", "lounge", "about", "{}", Cat)).ThenNothing();
    }

    [Fact]
    public void the_server_key_may() =>
        Spec.Given(Room).When(Nothing with { By = Actor.Server, Name = "Bar" }).Then(new RoomUpdated(Names with { Name = "Bar" }));

    [Fact]
    public void who_does_not_moderate_may_not() =>
        Spec.Given(Room).When(Nothing with { By = Ben, Name = "Bar" }).ThenRefused(RefusalCode.NotAllowed, "Only a moderator changes a room.");

    [Fact]
    public void a_single_room_has_no_name() =>
        Spec.Given(SingleRoom).When(Nothing with { Name = "Bar" })
            .ThenRefused(RefusalCode.SingleRoom, "Room 17 is a conversation of two and has no name.");

    [Fact]
    public void an_archived_room_does_not_change() =>
        Spec.Given(Archived(Room)).When(Nothing with { Name = "Bar" }).ThenRefused(RefusalCode.RoomArchived);

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given(Room).When(Nothing with { By = Stranger }).ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");
        Spec.Given().When(Nothing).ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");
    }

    [Fact]
    public void a_room_whose_name_was_erased_is_called_anew_as_a_whole() =>
        Spec.Given([.. PrivateRoom, new RoomUpdated(new("", null))]).When(Nothing with { Description = "about" })
            .Then(new RoomUpdated(new("", null, "about")));
}

public sealed class setting_the_avatar_of_a_room
{
    private static readonly SetRoomAvatar Cat = new(Lounge, Ann, Avatar.Of(File(5)));

    private static readonly RoomAvatarSet CatSet = new(File(5).File, new(null, "cat.png"));

    [Fact]
    public void a_stored_file_stands_in_the_log_with_its_digest() => Spec.Given(PrivateRoom).When(Cat).Then(CatSet);

    [Fact]
    public void an_address_stands_there_as_something_personal() =>
        Spec.Given(PrivateRoom).When(Cat with { Avatar = Avatar.At("https://example.org/a") })
            .Then(new RoomAvatarSet(null, new("https://example.org/a", null)));

    [Fact]
    public void it_is_taken_away() => Spec.Given([.. PrivateRoom, CatSet]).When(Cat with { Avatar = Avatar.None }).Then(new RoomAvatarSet(null, null));

    [Fact]
    public void the_same_again_is_nothing_to_do()
    {
        Spec.Given([.. PrivateRoom, CatSet]).When(Cat).ThenNothing().With(new RoomUpdatedResult(Lounge, Changed: false));
        Spec.Given(PrivateRoom).When(Cat with { Avatar = Avatar.None }).ThenNothing();
    }

    [Fact]
    public void who_does_not_moderate_may_not() => Spec.Given(PrivateRoom).When(Cat with { By = Ben }).ThenRefused(RefusalCode.NotAllowed);

    [Fact]
    public void a_single_room_has_none() =>
        Spec.Given(SingleRoom).When(Cat).ThenRefused(RefusalCode.SingleRoom, "Room 17 is a conversation of two and has no avatar.");

    [Fact]
    public void an_archived_room_does_not_change() => Spec.Given(Archived(PrivateRoom)).When(Cat).ThenRefused(RefusalCode.RoomArchived);

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given(PrivateRoom).When(Cat with { By = Stranger }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Cat).ThenRefused(RefusalCode.RoomNotFound);
    }
}

public sealed class archiving_a_room
{
    private static readonly ArchiveRoom Archive = new(Lounge, Ann);

    private static readonly UnarchiveRoom Unarchive = new(Lounge, Ann);

    [Fact]
    public void a_moderator_archives_and_unarchives_it()
    {
        Spec.Given(PrivateRoom).When(Archive).Then(new RoomArchived()).With(new RoomUpdatedResult(Lounge, Changed: true));
        Spec.Given(Archived(PrivateRoom)).When(Unarchive).Then(new RoomUnarchived()).With(new RoomUpdatedResult(Lounge, Changed: true));
    }

    [Fact]
    public void doing_it_again_is_nothing_to_do()
    {
        Spec.Given(Archived(PrivateRoom)).When(Archive).ThenNothing().With(new RoomUpdatedResult(Lounge, Changed: false));
        Spec.Given(PrivateRoom).When(Unarchive).ThenNothing().With(new RoomUpdatedResult(Lounge, Changed: false));
    }

    [Fact]
    public void each_of_two_archives_their_single_room()
    {
        Spec.Given(SingleRoom).When(Archive with { By = Ben }).Then(new RoomArchived());
        Spec.Given(Archived(SingleRoom)).When(Unarchive with { By = Ann }).Then(new RoomUnarchived());
    }

    [Fact]
    public void a_stranger_does_not_learn_of_a_single_room() =>
        Spec.Given(SingleRoom).When(Archive with { By = Stranger }).ThenRefused(RefusalCode.RoomNotFound);

    [Fact]
    public void who_does_not_moderate_may_not_also_where_nothing_is_to_do()
    {
        Spec.Given(PrivateRoom).When(Archive with { By = Ben }).ThenRefused(RefusalCode.NotAllowed);
        Spec.Given(PublicRoom).When(Archive with { By = Stranger }).ThenRefused(RefusalCode.NotAllowed);
        Spec.Given(PrivateRoom).When(Unarchive with { By = Ben }).ThenRefused(RefusalCode.NotAllowed);
    }

    [Fact]
    public void the_server_key_may()
    {
        Spec.Given(PrivateRoom).When(Archive with { By = Actor.Server }).Then(new RoomArchived());
        Spec.Given(Archived(PrivateRoom)).When(Unarchive with { By = Actor.Server }).Then(new RoomUnarchived());
    }

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given(PrivateRoom).When(Archive with { By = Cid }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given(Archived(PrivateRoom)).When(Unarchive with { By = Cid }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Archive).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Unarchive).ThenRefused(RefusalCode.RoomNotFound);
    }
}

public sealed class pinning_a_room
{
    [Fact]
    public void each_user_pins_it_for_himself()
    {
        Spec.Given([.. PrivateRoom, new RoomPinned(Ann)]).When(new PinRoom(Lounge, Ben)).Then(new RoomPinned(Ben))
            .With(new RoomUpdatedResult(Lounge, Changed: true));
        Spec.Given([.. PrivateRoom, new RoomPinned(Ann), new RoomPinned(Ben)]).When(new UnpinRoom(Lounge, Ben)).Then(new RoomUnpinned(Ben));
    }

    [Fact]
    public void doing_it_again_is_nothing_to_do()
    {
        Spec.Given([.. PrivateRoom, new RoomPinned(Ben)]).When(new PinRoom(Lounge, Ben)).ThenNothing();
        Spec.Given(PrivateRoom).When(new UnpinRoom(Lounge, Ben)).ThenNothing().With(new RoomUpdatedResult(Lounge, Changed: false));
        Spec.Given(PublicRoom).When(new UnpinRoom(Lounge, Stranger)).ThenNothing();
    }

    [Fact]
    public void who_left_and_came_back_has_not_pinned_it() =>
        Spec.Given([.. PublicRoom, new RoomPinned(Ben), new ParticipantsRemoved([Ben])]).When(new PinRoom(Lounge, Ben))
            .Then(new ParticipantsAdded([Ben]), new RoomPinned(Ben));

    [Fact]
    public void a_stranger_joins_a_public_room_by_it() =>
        Spec.Given(PublicRoom).When(new PinRoom(Lounge, Stranger)).Then(new ParticipantsAdded([Stranger]), new RoomPinned(Stranger));

    [Fact]
    public void an_archived_room_is_pinned_by_who_is_in_it_and_joined_by_nobody()
    {
        Spec.Given(Archived(PublicRoom)).When(new PinRoom(Lounge, Ben)).Then(new RoomPinned(Ben));
        Spec.Given([.. Archived(PublicRoom), new RoomPinned(Ben)]).When(new UnpinRoom(Lounge, Ben)).Then(new RoomUnpinned(Ben));
        Spec.Given(Archived(PublicRoom)).When(new PinRoom(Lounge, Stranger)).ThenRefused(RefusalCode.RoomArchived);
    }

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given(PrivateRoom).When(new PinRoom(Lounge, Stranger)).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given(PrivateRoom).When(new UnpinRoom(Lounge, Cid)).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(new PinRoom(Lounge, Ben)).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(new UnpinRoom(Lounge, Ben)).ThenRefused(RefusalCode.RoomNotFound);
    }
}
