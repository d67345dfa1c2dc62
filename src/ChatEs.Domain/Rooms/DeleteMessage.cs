namespace ChatEs.Domain.Rooms;

public sealed record DeleteMessage(RoomNumber Room, Actor By, MessageNumber Number)
    : IRoomCommand<MessageDeletedResult>, IUponMessage
{
    public RoomNeeds Needs => RoomNeeds.Message(By, Number);

    public IRoomCommand Upon(MessageNumber number) => this with { Number = number };

    public Decision<MessageDeletedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room.DenyReading(Room, By, out var existing) is { } refusal) return refusal;
        if (existing.Message(Number) is not { } message) return Refusals.MessageNotFound(Room, Number);

        // Before the question whose it was: a deleted message's author is not known any more.
        if (message.Deleted) return Decision<MessageDeletedResult>.Nothing(new(Room, Number));

        if (message.Author != By.User && !existing.IsModeratedBy(By))
            return Refusals.NotAllowed("Only its author or a moderator deletes a message.");

        return Decision<MessageDeletedResult>.Of(new(Room, Number), new MessageDeleted(Number, By.User));
    }
}

public sealed record MessageDeletedResult(RoomNumber Room, MessageNumber Number);
