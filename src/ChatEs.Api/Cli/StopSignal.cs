using System.Runtime.InteropServices;

namespace ChatEs.Api.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a cancellation, so that what is attached is let go of in order. The second one ends the process
/// at once, as if nobody listened.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop)),
    ];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !_stop.IsCancellationRequested;
        // Not here: what waits for the token would go on within the handler, and end by disposing of what called it.
        _ = _stop.CancelAsync();
    }
}
