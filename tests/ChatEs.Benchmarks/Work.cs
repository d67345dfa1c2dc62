namespace ChatEs.Benchmarks;

/// <summary>What callers ask for, over and over.</summary>
internal enum Work
{
    /// <summary>A message into one of the rooms, each time another.</summary>
    Posts,

    /// <summary>A message into one room, always the same.</summary>
    HotRoom,

    /// <summary>The newest hundred messages of a room.</summary>
    History,

    /// <summary>The unread counts of a user's hundred rooms.</summary>
    Unread,

    /// <summary>A user says to have seen one message more of a room.</summary>
    Seen,
}

/// <param name="WarmUp">Runs first and is not counted: the JIT, caches and loaded points.</param>
internal sealed record Window(TimeSpan WarmUp, TimeSpan Measure);
