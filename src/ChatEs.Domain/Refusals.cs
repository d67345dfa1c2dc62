namespace ChatEs.Domain;

/// <summary>The refusals that more than one decider gives, so that equal situations cannot be told apart by their wording.</summary>
internal static class Refusals
{
    /// <summary>
    /// Also the answer about a private room to who is not in it. It must be the same to the letter as for a number that
    /// no room has, else a stranger learns which rooms exist.
    /// </summary>
    public static Refusal RoomNotFound(RoomNumber room) =>
        new(RefusalCode.RoomNotFound, $"There is no room {room}.");

    public static Refusal MessageNotFound(RoomNumber room, MessageNumber number) =>
        new(RefusalCode.MessageNotFound, $"There is no message {number} in room {room}.");

    public static Refusal SingleRoomKeepsItsTwo(RoomNumber room) =>
        new(RefusalCode.SingleRoom, $"Room {room} is a conversation of two; its participants never change.");

    public static Refusal SingleRoomHasNone(RoomNumber room, string what) =>
        new(RefusalCode.SingleRoom, $"Room {room} is a conversation of two and has no {what}.");

    public static Refusal RoomArchived(RoomNumber room) =>
        new(RefusalCode.RoomArchived, $"Room {room} is archived: it can be read and does not change.");

    public static Refusal NotAParticipant(UserNumber user, RoomNumber room) =>
        new(RefusalCode.NotAParticipant, $"User {user} is not a participant of room {room}.");

    public static Refusal UserNotFound(UserNumber user) =>
        new(RefusalCode.UserNotFound, $"There is no user {user}.");

    public static Refusal NotAllowed(string message) => new(RefusalCode.NotAllowed, message);

    public static Refusal Invalid(string member, string message) =>
        new(RefusalCode.Invalid, message) { Details = [new(member, message)] };
}
