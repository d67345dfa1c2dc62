using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

/// <summary>1 is Ann's, 2 Ben's, 3 of Cid who has left, 4 the system's, 5 is deleted; 6 is Ben's and has file 7.</summary>
internal static class Talk
{
    private static readonly IReadOnlyList<IDomainEvent> Messages =
    [
        Posted(1, Ann), Posted(2, Ben), Posted(3, Cid), Posted(4, null), Posted(5, Ben), new MessageDeleted(new(5), Ben),
        Posted(6, Ben) with { Files = [File(7).File] },
    ];

    public static IReadOnlyList<IDomainEvent> Private => [.. PrivateRoom, .. Messages];

    public static IReadOnlyList<IDomainEvent> Public => [.. PublicRoom, .. Messages];
}

public sealed class editing_a_message
{
    private static readonly EditMessage Edit = new(Lounge, Ben, new(2), "better");

    private static readonly MessageEdited Edited = new(new(2), null, new("better"));

    [Fact]
    public void its_author_gives_it_another_text() =>
        Spec.Given(Talk.Private).When(Edit).Then(Edited).With(new MessageEditedResult(Lounge, new(2), Spec.Now)).Reserving();

    [Fact]
    public void the_same_text_again_is_an_edit_as_well() => Spec.Given([.. Talk.Private, Edited]).When(Edit).Then(Edited);

    [Fact]
    public void a_moderator_and_the_server_key_may()
    {
        Spec.Given(Talk.Private).When(Edit with { By = Ann }).Then(Edited);
        Spec.Given(Talk.Private).When(Edit with { By = Actor.Server }).Then(Edited);
        Spec.Given(Talk.Private).When(Edit with { By = Ann, Number = new(4) }).Then(Edited with { Number = new(4) });
    }

    [Fact]
    public void nobody_else_may()
    {
        Spec.Given(Talk.Private).When(Edit with { Number = new(1) })
            .ThenRefused(RefusalCode.NotAllowed, "Only its author or a moderator edits a message.");
        Spec.Given(Talk.Private).When(Edit with { Number = new(4) }).ThenRefused(RefusalCode.NotAllowed);
        Spec.Given(Talk.Public).When(Edit with { By = Stranger }).ThenRefused(RefusalCode.NotAllowed);
    }

    [Fact]
    public void an_author_who_has_left_may_as_long_as_he_sees_the_room()
    {
        Spec.Given(Talk.Public).When(Edit with { By = Cid, Number = new(3) }).Then(Edited with { Number = new(3) });
        Spec.Given(Talk.Private).When(Edit with { By = Cid, Number = new(3) }).ThenRefused(RefusalCode.RoomNotFound, "There is no room 17.");
    }

    [Theory]
    [InlineData(MessageMarkup.Plain, null)]
    [InlineData(MessageMarkup.Latex, MessageMarkup.Latex)]
    public void plain_is_what_is_not_said(MessageMarkup markup, MessageMarkup? told) =>
        Spec.Given(Talk.Private).When(Edit with { Markup = markup }).Then(Edited with { Markup = told });

    [Fact]
    public void the_claimed_time_is_kept_as_with_a_post()
    {
        var claimed = Spec.Now.AddMinutes(5);
        Spec.Given(Talk.Private).When(Edit with { ClaimedAt = claimed }).Then(Edited with { Personal = new("better", claimed) });
        Spec.Given(Talk.Private).When(Edit with { ClaimedAt = claimed.AddTicks(1) }).ThenInvalid("ClaimedAt");
        Spec.Given(Talk.Private).When(Edit with { ClaimedAt = DateTimeOffset.UnixEpoch.AddTicks(-1) }).ThenInvalid("ClaimedAt");
    }

    [Fact]
    public void an_edit_of_an_import_is_reserved_so_that_it_happens_once() =>
        Spec.Given(Talk.Private).When(Edit with { EditId = Id(9) }).Then(Edited)
            .Reserving(new Reservation("edit_id", "00000009-0000-7000-0000-000000000000", "17/2"));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    public void a_message_deleted_or_never_posted_is_not_found(long number) =>
        Spec.Given(Talk.Private).When(Edit with { Number = new(number) })
            .ThenRefused(RefusalCode.MessageNotFound, $"There is no message {number} in room 17.");

    [Fact]
    public void an_archived_room_does_not_change() =>
        Spec.Given(Archived(Talk.Private)).When(Edit).ThenRefused(RefusalCode.RoomArchived);

    [Fact]
    public void a_room_that_is_not_there_is_not_found() => Spec.Given().When(Edit).ThenRefused(RefusalCode.RoomNotFound);
}

public sealed class reacting_to_a_message
{
    private static readonly AddReaction Add = new(Lounge, Ben, new(1), "+1");

    private static readonly RemoveReaction Remove = new(Lounge, Ben, new(1), "+1");

    private static readonly ReactionAdded Added = new(new(1), Ben, new("+1"));

    [Fact]
    public void each_emoji_counts_once_for_each_user()
    {
        Spec.Given(Talk.Private).When(Add).Then(Added).With(new ReactionResult(Lounge, new(1), Changed: true));
        Spec.Given([.. Talk.Private, Added]).When(Add).ThenNothing().With(new ReactionResult(Lounge, new(1), Changed: false));
        Spec.Given([.. Talk.Private, Added]).When(Add with { Emoji = "-1" }).Then(Added with { Personal = new("-1") });
        Spec.Given([.. Talk.Private, Added]).When(Add with { User = Ann }).Then(Added with { User = Ann });
        Spec.Given([.. Talk.Private, Added]).When(Add with { Number = new(2) }).Then(Added with { Number = new(2) });
    }

    [Fact]
    public void a_user_takes_back_his_own()
    {
        Spec.Given([.. Talk.Private, Added]).When(Remove).Then(new ReactionRemoved(new(1), Ben, new("+1")))
            .With(new ReactionResult(Lounge, new(1), Changed: true));
        Spec.Given([.. Talk.Private, Added]).When(Remove with { User = Ann }).ThenNothing();
        Spec.Given([.. Talk.Private, Added]).When(Remove with { Emoji = "-1" }).ThenNothing().With(new ReactionResult(Lounge, new(1), Changed: false));
        Spec.Given([.. Talk.Private, Added, new ReactionRemoved(new(1), Ben, new("+1"))]).When(Add).Then(Added);
    }

    [Fact]
    public void a_stranger_joins_a_public_room_by_reacting_and_not_by_taking_back()
    {
        Spec.Given(Talk.Public).When(Add with { User = Stranger }).Then(new ParticipantsAdded([Stranger]), Added with { User = Stranger });
        Spec.Given(Talk.Public).When(Remove with { User = Stranger }).ThenNothing();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    public void a_message_deleted_or_never_posted_is_not_found(long number)
    {
        Spec.Given(Talk.Private).When(Add with { Number = new(number) }).ThenRefused(RefusalCode.MessageNotFound);
        Spec.Given(Talk.Private).When(Remove with { Number = new(number) }).ThenRefused(RefusalCode.MessageNotFound);
    }

    [Fact]
    public void an_archived_room_does_not_change()
    {
        Spec.Given(Archived(Talk.Private)).When(Add).ThenRefused(RefusalCode.RoomArchived);
        Spec.Given(Archived([.. Talk.Private, Added])).When(Remove).ThenRefused(RefusalCode.RoomArchived);
    }

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given(Talk.Private).When(Add with { User = Stranger }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given(Talk.Private).When(Remove with { User = Cid }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Add).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Remove).ThenRefused(RefusalCode.RoomNotFound);
    }
}

public sealed class attaching_a_file
{
    private static readonly AddAttachment Add = new(Lounge, Ben, new(2), File(8));

    private static readonly RemoveAttachment Remove = new(Lounge, Ben, new(6), new(7));

    private static readonly AttachmentAdded Added = new(new(2), File(8).File, new("cat.png"));

    [Fact]
    public void a_file_is_reserved_for_its_message() =>
        Spec.Given(Talk.Private).When(Add).Then(Added).With(new AttachmentResult(Lounge, new(2), new(8)))
            .Reserving(new Reservation("file", "8", "17/2"));

    [Fact]
    public void one_that_came_with_the_message_or_later_is_removed()
    {
        Spec.Given(Talk.Private).When(Remove).Then(new AttachmentRemoved(new(6), new(7))).With(new AttachmentResult(Lounge, new(6), new(7)))
            .Releasing();
        Spec.Given([.. Talk.Private, Added]).When(Remove with { Number = new(2), File = new(8) }).Then(new AttachmentRemoved(new(2), new(8)));
    }

    [Fact]
    public void one_that_is_not_at_the_message_is_nothing_to_do()
    {
        Spec.Given(Talk.Private).When(Remove with { Number = new(2) }).ThenNothing();
        Spec.Given(Talk.Private).When(Remove with { File = new(99) }).ThenNothing();
        Spec.Given([.. Talk.Private, new AttachmentRemoved(new(6), new(7))]).When(Remove).ThenNothing();
    }

    [Fact]
    public void a_moderator_and_the_server_key_may()
    {
        Spec.Given(Talk.Private).When(Add with { By = Ann }).Then(Added);
        Spec.Given(Talk.Private).When(Add with { By = Actor.Server }).Then(Added);
        Spec.Given(Talk.Private).When(Remove with { By = Ann }).Then(new AttachmentRemoved(new(6), new(7)));
        Spec.Given(Talk.Private).When(Remove with { By = Actor.Server }).Then(new AttachmentRemoved(new(6), new(7)));
    }

    [Fact]
    public void nobody_else_may()
    {
        Spec.Given(Talk.Private).When(Add with { Number = new(1) })
            .ThenRefused(RefusalCode.NotAllowed, "Only its author or a moderator attaches files to a message.");
        Spec.Given(Talk.Public).When(Remove with { By = Stranger })
            .ThenRefused(RefusalCode.NotAllowed, "Only its author or a moderator removes files from a message.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    public void a_message_deleted_or_never_posted_is_not_found(long number)
    {
        Spec.Given(Talk.Private).When(Add with { Number = new(number) }).ThenRefused(RefusalCode.MessageNotFound);
        Spec.Given(Talk.Private).When(Remove with { Number = new(number) }).ThenRefused(RefusalCode.MessageNotFound);
    }

    [Fact]
    public void an_archived_room_does_not_change()
    {
        Spec.Given(Archived(Talk.Private)).When(Add).ThenRefused(RefusalCode.RoomArchived);
        Spec.Given(Archived(Talk.Private)).When(Remove).ThenRefused(RefusalCode.RoomArchived);
    }

    [Fact]
    public void a_room_that_is_hidden_or_not_there_is_not_found()
    {
        Spec.Given(Talk.Private).When(Add with { By = Stranger }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given(Talk.Private).When(Remove with { By = Stranger }).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Add).ThenRefused(RefusalCode.RoomNotFound);
        Spec.Given().When(Remove).ThenRefused(RefusalCode.RoomNotFound);
    }
}
