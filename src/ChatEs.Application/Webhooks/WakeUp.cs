using System.Threading.Channels;

namespace ChatEs.Application.Webhooks;

/// <summary>Wakes one who waits; set twice before he looks, it wakes him once.</summary>
internal sealed class WakeUp
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _set.Writer.TryWrite(true);

    public ValueTask<bool> Wait(CancellationToken cancellation) => _set.Reader.ReadAsync(cancellation);
}
