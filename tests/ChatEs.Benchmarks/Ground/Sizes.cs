namespace ChatEs.Benchmarks.Ground;

/// <summary>What a scenario needs beside the thousand rooms of ten, so that only what is measured is seeded.</summary>
[Flags]
internal enum Needs
{
    Rooms = 0,

    /// <summary>A room with members by the ten thousand.</summary>
    Crowd = 1,

    /// <summary>A room with messages by the hundred thousand.</summary>
    LongRoom = 2,

    /// <summary>Users of whom no two share a single room yet, and a few who do.</summary>
    Pairs = 4,

    /// <summary>A token for each of the users.</summary>
    UserTokens = 8,

    /// <summary>A MeetingLawyers token for each of the users; asked of the running service.</summary>
    AccessTokens = 16,
}

/// <summary>How large the data is.</summary>
/// <param name="Everywhere">Messages in each room. The acts of seeing use up one message of one member each.</param>
/// <param name="PagedRooms">So many of the rooms have at least <see cref="Page"/> of them, for the pages.</param>
/// <param name="Crowd">Members of the crowded room.</param>
/// <param name="LongRoom">Messages of the long room.</param>
internal sealed record Sizes(int Everywhere, int PagedRooms, int Crowd, int LongRoom)
{
    /// <summary>A page of a hundred and some more.</summary>
    public const int Page = 120;

    public static readonly Sizes Full = new(Page, 1_000, 100_000, 1_000_000);

    public static readonly Sizes Quick = new(20, 100, 2_000, 20_000);
}
