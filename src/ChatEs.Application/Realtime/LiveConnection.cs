using System.Threading.Channels;
using ChatEs.Domain;

namespace ChatEs.Application.Realtime;

/// <summary>
/// One listener's place in the feed of this process. What it is to be told waits in a bounded channel: who does not take
/// it in time is cut off, so that a slow client neither holds up others nor fills the memory.
/// </summary>
internal sealed class LiveConnection(LiveAudience audience)
{
    /// <summary>Several seconds of a busy room; a client that is so far behind reads faster from the log.</summary>
    public const int Capacity = 1_024;

    private readonly Channel<LiveItem> _items = Channel.CreateBounded<LiveItem>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = false });

    public LiveAudience Audience => audience;

    /// <summary>The client got everything up to here from the log itself.</summary>
    public long After { get; set; }

    /// <summary>It listens to one public room: whether its user is in there does not matter.</summary>
    public bool HearsRegardless { get; set; }

    /// <summary>The rooms that it hears; not the public ones where it hears all of those. Belongs to the feed's lock.</summary>
    public HashSet<RoomNumber> Rooms { get; set; } = [];

    public IAsyncEnumerable<LiveItem> Read(CancellationToken cancellation) => _items.Reader.ReadAllAsync(cancellation);

    /// <returns>False when the client is too slow.</returns>
    public bool TryTell(LiveItem item) => item.Sequence <= After || _items.Writer.TryWrite(item);

    /// <summary>What waits is still read, and then the reading ends with a <see cref="LiveEndedException"/>.</summary>
    public void End(LiveEnd end) => _items.Writer.TryComplete(new LiveEndedException(end));
}
