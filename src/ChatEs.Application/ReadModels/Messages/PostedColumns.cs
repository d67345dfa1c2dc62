using System.Runtime.InteropServices;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// The posts of a batch, column by column, filled from the last to the first, so that for each the number of posts
/// that come after it is known. This is the hottest path of the service: exact arrays, no closures.
/// </summary>
internal sealed class PostedColumns(int count)
{
    private readonly string?[] tenants = new string?[count];
    private readonly long[] rooms = new long[count];
    private readonly long[] numbers = new long[count];
    private readonly Guid[] ids = new Guid[count];
    private readonly long?[] authors = new long?[count];
    private readonly string?[] kinds = new string?[count];
    private readonly string?[] texts = new string?[count];
    private readonly long?[] repliesTo = new long?[count];
    private readonly long?[] parents = new long?[count];
    private readonly DateTime[] postedAt = new DateTime[count];
    private readonly DateTime?[] claimedAt = new DateTime?[count];
    private readonly long[] countableAfter = new long[count];
    private readonly long[] ownAfter = new long[count];
    private readonly bool[] countable = new bool[count];

    private readonly Dictionary<long, long> countableOfRoom = [];
    private readonly Dictionary<(long Room, long Author), long> ownOfAuthor = [];
    private DetailColumns? details;
    private int next = count;

    /// <summary>Once all posts are in.</summary>
    public string Insert => details is null ? PostedSql.Insert : PostedSql.InsertDetailed;

    public void Prepend(Event e, MessagePosted message)
    {
        var room = RoomStream.RoomOf(e);
        var i = --next;
        tenants[i] = e.Stream.Tenant;
        rooms[i] = room;
        numbers[i] = message.Number.Value;
        ids[i] = message.Id;
        authors[i] = message.Author?.Value;
        kinds[i] = RoomWords.Of(message.Kind);
        texts[i] = message.Personal?.Text ?? Erased.Text;
        repliesTo[i] = message.ReplyTo?.Value;
        parents[i] = message.Parent?.Value;
        postedAt[i] = e.Timestamp.UtcDateTime;
        claimedAt[i] = message.Personal?.ClaimedAt?.UtcDateTime;
        countable[i] = message.IsCountable;
        if (DetailColumns.Has(message))
            (details ??= new(tenants.Length)).Set(i, message);
        CountAfter(i, room, message);
    }

    public NpgsqlParameter[] Parameters() =>
    [
        Sql.Texts(tenants), Sql.Numbers(rooms), Sql.Numbers(numbers), Sql.Uuids(ids), Sql.Numbers(authors), Sql.Texts(kinds),
        Sql.Texts(texts), Sql.Numbers(repliesTo), Sql.Numbers(parents), Sql.Times(postedAt), Sql.Times(claimedAt),
        Sql.Numbers(countableAfter), Sql.Numbers(ownAfter), Sql.Flags(countable),
        .. details?.Parameters() ?? [],
    ];

    private void CountAfter(int i, long room, MessagePosted message)
    {
        ref var ofRoom = ref CollectionsMarshal.GetValueRefOrAddDefault(countableOfRoom, room, out _);
        countableAfter[i] = ofRoom;
        if (message.IsCountable)
            ofRoom++;

        if (message.Author is not { } author)
            return;

        ref var ofAuthor = ref CollectionsMarshal.GetValueRefOrAddDefault(ownOfAuthor, (room, author.Value), out _);
        ownAfter[i] = ofAuthor;
        if (message.IsCountable)
            ofAuthor++;
    }
}
