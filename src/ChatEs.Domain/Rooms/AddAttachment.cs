using FluentValidation;

namespace ChatEs.Domain.Rooms;

/// <summary>Attaches a stored file to a message that stands. A file belongs to one message at most, for good.</summary>
public sealed record AddAttachment(RoomNumber Room, Actor By, MessageNumber Number, NamedFile File) : IRoomCommand<AttachmentResult>
{
    public sealed class Validator : AbstractValidator<AddAttachment>
    {
        public Validator() => RuleFor(c => c.File).File();
    }

    public RoomNeeds Needs => RoomNeeds.Message(By, Number);

    public Decision<AttachmentResult> Decide(Room room, DateTimeOffset now) =>
        Changing.Refuse(room, Room, By, Number, "attaches files to") is { } refusal
            ? refusal
            : Decision<AttachmentResult>
                .Of(new(Room, Number, File.File.Number), new AttachmentAdded(Number, File.File, new(File.Name)))
                .Reserving(RoomNames.File(File.File.Number, Room, Number));
}

public sealed record AttachmentResult(RoomNumber Room, MessageNumber Number, FileNumber File);
