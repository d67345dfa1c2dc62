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
        new(RefusalCode.NotAllowed, $"Room {room} is a conversation of two; its participants never change.");

    public static Refusal NotAllowed(string message) => new(RefusalCode.NotAllowed, message);

    public static Refusal Invalid(string member, string message) =>
        new(RefusalCode.Invalid, message) { Details = [new(member, message)] };
}
