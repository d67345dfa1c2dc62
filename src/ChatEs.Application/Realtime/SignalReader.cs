using System.Threading.Channels;
using ChatEs.Domain;

namespace ChatEs.Application.Realtime;

/// <summary>
/// Takes in what is signalled and tells it on, besides the reading of the log: whom a presence concerns has to be looked
/// up, and no event waits for that. Where more comes than can be told the oldest is dropped.
/// </summary>
internal sealed class SignalReader : IAsyncDisposable
{
    private const int Capacity = 4_096;

    private readonly Channel<Signal> _signals = Channel.CreateBounded<Signal>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _telling;

    public SignalReader(OnlineUsers online, Action<LiveSignal, IEnumerable<RoomNumber>> tell) => _telling = Tell(online, tell);

    /// <returns>False when it is no signal.</returns>
    public bool Take(string payload) => Signals.Parse(payload) is { } signal && _signals.Writer.TryWrite(signal);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task Tell(OnlineUsers online, Action<LiveSignal, IEnumerable<RoomNumber>> tell)
    {
        await foreach (var signal in _signals.Reader.ReadAllAsync(_ending.Token))
        {
            try
            {
                tell(new(signal), signal is Typing typing ? [typing.Room] : await online.RoomsOf(signal.Tenant, signal.User, _ending.Token));
            }
            catch (Exception) when (!_ending.IsCancellationRequested)
            {
                // The database is away: what passes has passed, and the next is told again.
            }
        }
    }
}
