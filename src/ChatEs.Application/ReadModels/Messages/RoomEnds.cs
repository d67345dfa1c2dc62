using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>The first and the newest messages of rooms, the pages that are asked for most, held in memory (<see cref="HeldReads"/>).</summary>
public sealed class RoomEnds(NpgsqlDataSource db, GatheredMessages gathered, RoomQueries rooms, HeldReads held)
{
    /// <summary>Whether the page is an end of its room, and short enough to be held.</summary>
    public static bool Has(PageRequest request, MessageFilter? filter) =>
        request is { Limit: <= GatheredMessages.AtMost } and (PageRequest.Newest or PageRequest.After { Cursor.Value: 0 })
        && (filter is null || filter == MessageFilter.MainThread);

    /// <param name="request">One that <see cref="Has"/> is true of, with its filter.</param>
    /// <returns>Null when there is no such room for this viewer.</returns>
    public async Task<MessagePage?> Read(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, MessageFilter? filter, CancellationToken cancellation)
    {
        var now = await held.Now(cancellation);
        var place = new Place(tenant, room, IsNewest: request is PageRequest.Newest);
        if (held.Find<RoomEnd>(now, place)?.Value.Cut(request.Limit, filter) is { } cut)
            return await rooms.IsVisible(now, tenant, room, viewer, cancellation) ? await Complete(cut) : null;

        var page = OneSidedPage.Of(request)[0];
        if (await ReadEnd(now, place, viewer, page, cancellation) is not { } end)
            return null;
        // Among many comments the main thread is looked for by itself.
        return end.Cut(request.Limit, filter) is { } fresh
            ? await Complete(fresh)
            : await gathered.Page(tenant, room, viewer, page, filter, cancellation);

        async Task<MessagePage> Complete((List<GatheredMessage> Rows, bool HasMore) some)
        {
            var messages = await gathered.WithDetails(tenant, viewer, some.Rows, cancellation);
            return place.IsNewest ? new(messages, some.HasMore, HasAfter: false) : new(messages, HasBefore: false, some.HasMore);
        }
    }

    /// <returns>Null when there is no such room for this viewer.</returns>
    private async Task<RoomEnd?> ReadEnd(
        long? now, Place place, UserNumber? viewer, OneSidedPage page, CancellationToken cancellation)
    {
        if (await page.Rows(db, place.Tenant, place.Room, viewer, filter: null, cancellation) is not { } found)
            return null;
        var authors = await gathered.AddAuthors(place.Tenant, found.Rows, cancellation);
        var end = new RoomEnd(place.IsNewest, found.Rows, IsWhole: found.Rows.Count <= page.Limit);
        held.Hold(now, place, end, Sources.Of(place.Room, RoomParts.Messages).And(authors), end.Size);
        return end;
    }

    private sealed record Place(string Tenant, RoomNumber Room, bool IsNewest);
}

/// <param name="Rows">Ascending, with their authors.</param>
/// <param name="IsWhole">There are no other messages in the room.</param>
internal sealed record RoomEnd(bool IsNewest, List<GatheredMessage> Rows, bool IsWhole)
{
    /// <summary>In bytes, roughly.</summary>
    public long Size => HeldReads.Small + Rows.Sum(row => row.Message.Size);

    /// <returns>A page of its own and whether there is more; null when these messages do not tell.</returns>
    public (List<GatheredMessage> Rows, bool HasMore)? Cut(int limit, MessageFilter? filter)
    {
        var rows = filter is null ? Rows : Rows.FindAll(row => row.Message.Parent is null);
        if (rows.Count <= limit)
            return IsWhole ? (rows[..], false) : null;
        return (IsNewest ? rows[^limit..] : rows[..limit], true);
    }
}
