namespace ChatEs.Application.ReadModels.Held;

/// <summary>What of a room an event has changed, or something was read from.</summary>
[Flags]
internal enum RoomParts
{
    None = 0,

    /// <summary>What it is called, who may look into it, its avatar, whether it is archived.</summary>
    Head = 1,

    /// <summary>Who is in it and what he may do; what he has pinned.</summary>
    Members = 2,

    /// <summary>Its messages with all that hangs on them.</summary>
    Messages = 4,

    /// <summary>How far messages have come, and who has seen them.</summary>
    Receipts = 8,

    All = Head | Members | Messages | Receipts,
}
