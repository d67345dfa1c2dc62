using ChatEs.Domain;

namespace ChatEs.Application.ReadModels.Held;

/// <summary>
/// Something about each of the rooms that a user is in, held as one list. Where few of the rooms have changed, only those are read again.
/// </summary>
/// <param name="room">Which room an entry is of.</param>
/// <param name="inOrder">The order of the list.</param>
/// <param name="size">Of an entry, in bytes, roughly.</param>
internal sealed class HeldRoomList<T>(
    HeldReads held, Func<T, long> room, Func<IEnumerable<T>, IEnumerable<T>> inOrder, Func<T, long> size) where T : class
{
    /// <param name="again">Reads the entries of some rooms.</param>
    /// <returns>The list as it is now; null where all of it is to be read.</returns>
    public async Task<T[]?> Find(
        long? now, string tenant, UserNumber user, Func<List<RoomNumber>, Task<IReadOnlyList<T>>> again, CancellationToken cancellation)
    {
        if (held.Find<T[]>(now, new Place(tenant, user)) is not { } known)
            return null;
        var changed = held.Changed(known.AsOf, known.Value.Select(room));
        if (changed is [])
            return known.Value;
        if (changed.Count > known.Value.Length / 2)
            return null;
        var entries = await again(changed.ConvertAll(RoomNumber.From));
        T[] patched = [.. inOrder(known.Value.ExceptBy(changed, room).Concat(entries))];
        // What was read now and what was held are one list only where nothing has happened to any of it in between.
        if (await held.Now(cancellation) is null || held.HasChanged(now!.Value, Sources.Memberships(tenant))
            || held.Changed(now.Value, patched.Select(room)) is not [])
        {
            return null;
        }
        Hold(now, tenant, user, patched, known);
        return patched;
    }

    /// <param name="now">Before it was read.</param>
    /// <param name="list">All of his rooms, in the order.</param>
    public void Hold(long? now, string tenant, UserNumber user, T[] list, Held<T[]>? instead = null) =>
        held.Hold(now, new Place(tenant, user), list, Sources.Memberships(tenant), HeldReads.Small + list.Sum(size), instead);

    private sealed record Place(string Tenant, UserNumber User);
}
