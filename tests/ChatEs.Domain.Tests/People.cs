using ChatEs.Domain.Rooms;

namespace ChatEs.Domain.Tests;

/// <summary>The people and rooms of the examples.</summary>
public static class People
{
    public static readonly UserNumber Ann = new(1);
    public static readonly UserNumber Ben = new(2);
    public static readonly UserNumber Cid = new(3);
    public static readonly UserNumber Stranger = new(9);

    public static readonly RoomNumber Lounge = new(17);

    /// <summary>Ann moderates, Ben takes part, Cid has left; a stranger never was there.</summary>
    public static IReadOnlyList<IDomainEvent> PublicRoom => Room(RoomKind.Group, RoomVisibility.Public);

    /// <inheritdoc cref="PublicRoom"/>
    public static IReadOnlyList<IDomainEvent> PrivateRoom => Room(RoomKind.Group, RoomVisibility.Private);

    public static IReadOnlyList<IDomainEvent> SingleRoom =>
    [
        new RoomCreated(Lounge, RoomKind.Single, RoomVisibility.Private, Ann, new("", null)),
        new ParticipantsAdded([Ann, Ben]),
    ];

    /// <summary>The same room, read and written no more.</summary>
    public static IReadOnlyList<IDomainEvent> Archived(IReadOnlyList<IDomainEvent> room) => [.. room, new RoomArchived()];

    public static NamedFile File(long number, string name = "cat.png") =>
        new(new(new(number), new('a', 64), 1_234, "image/png", 20, 10), name);

    public static IReadOnlyList<UserNumber> Many(int count) => [.. Enumerable.Range(1, count).Select(n => new UserNumber(n))];

    /// <summary>As the service makes them.</summary>
    public static Guid Id(int number) => new(number, 0, 0x7000, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static MessageNumber Number(long number) => new(number);

    public static MessagePosted Posted(
        long number, UserNumber? author, long? replyTo = null, long? parent = null, string text = "hello") =>
        new(new(number), Id((int)number), author, author is null ? MessageKind.System : MessageKind.Text,
            replyTo is { } reply ? new(reply) : null, parent is { } comment ? new(comment) : null, new(text, null));

    private static IReadOnlyList<IDomainEvent> Room(RoomKind kind, RoomVisibility visibility) =>
    [
        new RoomCreated(Lounge, kind, visibility, Ann, new("Lounge", null)),
        new ParticipantsAdded([Ann, Ben, Cid]),
        new ModeratorGranted(Ann),
        new ParticipantsRemoved([Cid]),
    ];
}
