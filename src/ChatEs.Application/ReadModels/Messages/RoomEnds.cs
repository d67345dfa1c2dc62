using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// The first and the newest messages of rooms, the pages that are asked for most, held in memory by the version of the
/// room's messages. Every request still asks the database, by one statement that costs a tenth of the page, whether the
/// viewer may see the room, what that version is now, and what the authors are called now. So no answer is older than
/// its request, whichever process stored what came last.
/// </summary>
public sealed class RoomEnds(NpgsqlDataSource db) : IDisposable
{
    /// <summary>In bytes, roughly. Beyond it, what was asked for longest ago is let go.</summary>
    private const long Capacity = 64L << 20;

    /// <summary>The version speaks for the log: what a rebuild mended, or somebody changed in the tables, shows after this.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);

    // $1 tenant, $2 room, $3 viewer, $4 numbers of users.
    private const string Standing = $"""
        select r.messages_version, {MessageColumns.Author}
        from rooms r
        left join users u on u.tenant_id = r.tenant_id and u.number = any ($4)
        where {VisibleRoomSql.Where}
        """;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = Capacity });

    /// <summary>Whether the page is an end of its room, and short enough to be held.</summary>
    public static bool Has(PageRequest request, MessageFilter? filter) =>
        request is { Limit: <= HeldMessages.AtMost } and (PageRequest.Newest or PageRequest.After { Cursor.Value: 0 })
        && (filter is null || filter == MessageFilter.MainThread);

    /// <param name="request">One that <see cref="Has"/> is true of, with its filter.</param>
    /// <returns>Null when there is no such room for this viewer.</returns>
    public async Task<MessagePage?> Read(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, MessageFilter? filter, CancellationToken cancellation)
    {
        var place = new Place(tenant, room, IsNewest: request is PageRequest.Newest);
        await using var connection = await db.OpenConnectionAsync(cancellation);
        if (_cache.TryGetValue(place, out RoomEnd? held) && held!.Cut(request.Limit, filter) is { } cut)
        {
            var (version, authors) = await Stand(connection, place, viewer, held.Authors, cancellation);
            if (version is null)
                return null;
            if (version == held.Version)
                return await Complete(cut, authors);
        }

        var page = OneSidedPage.Of(request)[0];
        if (await page.Rows(connection, tenant, room, viewer, filter: null, cancellation) is not { } found)
            return null;
        var writers = await HeldMessages.AuthorsOf(connection, tenant, found.Rows, cancellation);
        HeldMessages.AddAuthors(found.Rows, writers);
        var end = new RoomEnd(found.Version, place.IsNewest, found.Rows, IsWhole: found.Rows.Count <= page.Limit, [.. writers.Keys]);
        _cache.Set(place, end, new MemoryCacheEntryOptions { Size = end.Size, AbsoluteExpirationRelativeToNow = HeldFor });
        // Among many comments the main thread is looked for by itself.
        return end.Cut(request.Limit, filter) is { } fresh
            ? await Complete(fresh, writers)
            : await page.Read(connection, tenant, room, viewer, filter, cancellation);

        async Task<MessagePage> Complete((List<HeldMessage> Rows, bool HasMore) some, IReadOnlyDictionary<long, MessageAuthor> authors)
        {
            HeldMessages.AddAuthors(some.Rows, authors);
            var messages = await HeldMessages.WithDetails(connection, tenant, viewer, some.Rows, cancellation);
            return place.IsNewest ? new(messages, some.HasMore, HasAfter: false) : new(messages, HasBefore: false, some.HasMore);
        }
    }

    public void Dispose() => _cache.Dispose();

    /// <returns>No version when the viewer may not see the room.</returns>
    private static async Task<(long? Version, Dictionary<long, MessageAuthor> Authors)> Stand(
        NpgsqlConnection connection, Place place, UserNumber? viewer, long[] users, CancellationToken cancellation)
    {
        long? version = null;
        var authors = new Dictionary<long, MessageAuthor>();
        await using var command = HeldMessages.Command(
            connection, Standing,
            [Sql.Text(place.Tenant), Sql.Number(place.Room.Value), Sql.Number(viewer?.Value), Sql.Numbers(users)]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            version = reader.GetInt64(0);
            if (!reader.IsDBNull(1))
                authors.Add(reader.GetInt64(1), MessageColumns.AuthorView(reader, 1));
        }
        return (version, authors);
    }

    private readonly record struct Place(string Tenant, RoomNumber Room, bool IsNewest);
}

/// <param name="Version">Of the room's messages, as <c>rooms.messages_version</c>.</param>
/// <param name="Rows">Ascending, with the authors as they were.</param>
/// <param name="IsWhole">There are no other messages in the room.</param>
/// <param name="Authors">The numbers of all who wrote some of them.</param>
internal sealed record RoomEnd(long Version, bool IsNewest, List<HeldMessage> Rows, bool IsWhole, long[] Authors)
{
    /// <summary>In bytes, roughly.</summary>
    public long Size => 500 + Rows.Sum(row => row.Message.Size);

    /// <returns>A page of its own and whether there is more; null when these messages do not tell.</returns>
    public (List<HeldMessage> Rows, bool HasMore)? Cut(int limit, MessageFilter? filter)
    {
        var rows = filter is null ? Rows : Rows.FindAll(row => row.Message.Parent is null);
        if (rows.Count <= limit)
            return IsWhole ? (rows[..], false) : null;
        return (IsNewest ? rows[^limit..] : rows[..limit], true);
    }
}
