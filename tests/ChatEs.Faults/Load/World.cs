using System.Globalization;

namespace ChatEs.Faults.Load;

/// <summary>What all clients of a schedule know: the users, and the rooms that they can post in.</summary>
/// <param name="tenant">Its id.</param>
internal sealed class World(string tenant, int users)
{
    private readonly Lock _lock = new();
    private readonly List<Room> _rooms = [];

    public string Tenant => tenant;

    public IReadOnlyList<string> Users { get; } = [.. Enumerable.Range(0, users).Select(NameOf)];

    public static string NameOf(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user}");

    public void Know(Room room)
    {
        lock (_lock)
        {
            if (!_rooms.Exists(known => known.Number == room.Number))
                _rooms.Add(room);
        }
    }

    /// <summary>A room that the user could be in; the first ones, in which everybody is, more often than the others.</summary>
    public Room Any(int user, Random random)
    {
        lock (_lock)
        {
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var room = _rooms[random.Next(random.Next(2) == 0 ? 3 : _rooms.Count)];
                if (room.Only is null || room.Only.Contains(user))
                    return room;
            }
            return _rooms[0];
        }
    }

    /// <summary>The room whose participants come and go.</summary>
    public Room Restless
    {
        get
        {
            lock (_lock)
                return _rooms[2];
        }
    }

    /// <param name="Only">The clients that can be in it; null for all.</param>
    internal sealed record Room(long Number, IReadOnlyList<int>? Only = null)
    {
        private long _last;

        /// <summary>The greatest message number that anybody has heard of.</summary>
        public long Last
        {
            get => Interlocked.Read(ref _last);
            set
            {
                for (var known = Interlocked.Read(ref _last); value > known;)
                    known = Interlocked.CompareExchange(ref _last, value, known) is var seen && seen == known ? value : seen;
            }
        }
    }
}
