namespace ChatEs.Domain.Rooms;

public sealed record RemoveAttachment(RoomNumber Room, Actor By, MessageNumber Number, FileNumber File) : IRoomCommand<AttachmentResult>
{
    public RoomNeeds Needs => RoomNeeds.Message(By, Number) with { Files = [File] };

    public Decision<AttachmentResult> Decide(Room room, DateTimeOffset now)
    {
        if (Changing.Refuse(room, Room, By, Number, "removes files from") is { } refusal) return refusal;

        return room is Room.Open open && open.MessageOf(File) == Number
            ? Decision<AttachmentResult>.Of(new(Room, Number, File), new AttachmentRemoved(Number, File))
            : Decision<AttachmentResult>.Nothing(new(Room, Number, File));
    }
}
