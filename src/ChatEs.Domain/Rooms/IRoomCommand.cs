namespace ChatEs.Domain.Rooms;

/// <summary>A wish about one room, as the runner sees it.</summary>
public interface IRoomCommand : ICommand
{
    RoomNumber Room { get; }

    /// <summary>The points that <see cref="Decide"/> looks at. It must not be called on a room that does not know them.</summary>
    RoomNeeds Needs { get; }

    /// <summary>Whether the command may be the first of its stream, which need not be there then.</summary>
    bool StartsStream => false;

    IDecision Decide(Room room, DateTimeOffset now);
}

/// <inheritdoc cref="IRoomCommand"/>
public interface IRoomCommand<TResult> : IRoomCommand, ICommand<TResult> where TResult : class
{
    new Decision<TResult> Decide(Room room, DateTimeOffset now);

    IDecision IRoomCommand.Decide(Room room, DateTimeOffset now) => Decide(room, now);
}
