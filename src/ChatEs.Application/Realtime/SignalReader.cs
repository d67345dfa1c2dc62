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

    private readonly Channel<string> _payloads = Channel.CreateBounded<string>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _telling;

    public SignalReader(Signals signals, OnlineUsers online, Action<LiveSignal, IEnumerable<RoomNumber>> tell) => _telling = Tell(signals, online, tell);

    public void Take(string payload) => _payloads.Writer.TryWrite(payload);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task Tell(Signals signals, OnlineUsers online, Action<LiveSignal, IEnumerable<RoomNumber>> tell)
    {
        await foreach (var payload in _payloads.Reader.ReadAllAsync(_ending.Token))
        {
            try
            {
                if (await signals.Open(payload, _ending.Token) is { } signal)
                    tell(new(signal), signal is Typing typing ? [typing.Room] : await online.RoomsOf(signal.Tenant, signal.User, _ending.Token));
            }
            catch (Exception) when (!_ending.IsCancellationRequested)
            {
                // The database is away: what passes has passed, and the next is told again.
            }
        }
    }
}
