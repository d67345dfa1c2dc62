namespace ChatEs.Domain.Rooms;

public sealed record DeleteMessage(RoomNumber Room, Actor By, MessageNumber Number) : IRoomCommand<MessageDeletedResult>
{
    public RoomNeeds Needs => new(By.User is { } user ? [user] : [], [Number]);

    public Decision<MessageDeletedResult> Decide(Room room, DateTimeOffset now)
    {
        if (room is not Room.Open open || open.IsHiddenFrom(By)) return Refusals.RoomNotFound(Room);
        if (open.Message(Number) is not { } message) return Refusals.MessageNotFound(Room, Number);

        // Before the question whose it was: a deleted message's author is not known any more.
        if (message.Deleted) return Decision<MessageDeletedResult>.Nothing(new(Room, Number));

        if (message.Author != By.User && !open.IsModeratedBy(By))
            return Refusals.NotAllowed("Only its author or a moderator deletes a message.");

        return Decision<MessageDeletedResult>.Of(new(Room, Number), new MessageDeleted(Number, By.User));
    }
}

public sealed record MessageDeletedResult(RoomNumber Room, MessageNumber Number);
