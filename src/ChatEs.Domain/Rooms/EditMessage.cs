using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>Gives a message another text. The same text again is an edit as well: it was said at another time.</summary>
/// <param name="ClaimedAt">When the client says it was edited.</param>
/// <param name="EditId">Of an import's edit: where it was carried out already it is refused as taken.</param>
public sealed record EditMessage(
    RoomNumber Room, Actor By, MessageNumber Number, string Text, MessageMarkup? Markup = null, DateTimeOffset? ClaimedAt = null,
    Guid? EditId = null)
    : IRoomCommand<MessageEditedResult>, IUponMessage
{
    public sealed class Validator : AbstractValidator<EditMessage>
    {
        public Validator()
        {
            RuleFor(c => c.Text).Text(Validation.LongestMessage);
            RuleFor(c => c.Markup).IsInEnum().WithMessage("The markup is unknown.");
        }
    }

    public RoomNeeds Needs => RoomNeeds.Message(By, Number);

    public IRoomCommand Upon(MessageNumber number) => this with { Number = number };

    public Decision<MessageEditedResult> Decide(Room room, DateTimeOffset now)
    {
        if (Changing.Refuse(room, Room, By, Number, "edits") is { } refusal) return refusal;
        if (ClaimedTime.Refuse(ClaimedAt, now) is { } wrong) return wrong;

        var markup = Markup is MessageMarkup.Plain ? null : Markup;
        var edited = new MessageEdited(Number, markup, new(Text, ClaimedTime.CutToStore(ClaimedAt)));
        var decision = Decision<MessageEditedResult>.Of(new(Room, Number, now), edited);
        return EditId is { } id ? decision.Reserving(RoomNames.EditId(id, Room, Number)) : decision;
    }
}

public sealed record MessageEditedResult(RoomNumber Room, MessageNumber Number, DateTimeOffset EditedAt);

/// <summary>A command about a message whose number may not be known yet when it is queued: see <see cref="InOrder"/>.</summary>
public interface IUponMessage : IRoomCommand
{
    /// <summary>The same command about this message; for a post, a reply to it.</summary>
    IRoomCommand Upon(MessageNumber number);
}

/// <summary>Who may change a message that stands.</summary>
internal static class Changing
{
    /// <param name="does">What only its author or a moderator does to it.</param>
    public static Refusal? Refuse(Room room, RoomNumber roomNumber, Actor by, MessageNumber number, string does)
    {
        if (room.DenyWriting(roomNumber, by, out var open) is { } refusal) return refusal;
        if (open.Message(number) is not { Deleted: false } message) return Refusals.MessageNotFound(roomNumber, number);

        return (message.Author is { } author && author == by.User) || open.IsModeratedBy(by)
            ? null
            : Refusals.NotAllowed($"Only its author or a moderator {does} a message.");
    }
}
