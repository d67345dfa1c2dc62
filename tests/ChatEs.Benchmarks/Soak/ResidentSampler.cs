using System.Diagnostics;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Soak;

/// <summary>Looks every second how much memory the service has.</summary>
internal sealed class ResidentSampler : IAsyncDisposable
{
    /// <summary>The last third of a run may have so much more than the second; a service that leaks has more after any run that is long enough.</summary>
    private const double Allowed = 1.10;

    private readonly PeriodicTimer _timer = new(TimeSpan.FromSeconds(1));
    private readonly List<long> _samples = [];
    private readonly Task _looking;

    public ResidentSampler(ServiceProcess service) => _looking = Look(service);

    /// <returns>The means of the second and of the last third, in bytes, and whether the last is over what is allowed.</returns>
    public async Task<(double Second, double Last, bool Grows)> Judge()
    {
        _timer.Dispose();
        await _looking;
        var third = _samples.Count / 3;
        if (third == 0)
            throw new InvalidOperationException("Memory was looked at fewer than three times: nothing can be said about it.");
        var (second, last) = (_samples.Skip(third).Take(third).Average(), _samples.TakeLast(third).Average());
        return (second, last, last > Allowed * second);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _looking;
    }

    private async Task Look(ServiceProcess service)
    {
        // One of its own: what is read of a process stands in its object, and is read at the end of each minute, too.
        using var process = Process.GetProcessById(service.Process.Id);
        try
        {
            while (await _timer.WaitForNextTickAsync())
            {
                process.Refresh();
                _samples.Add(process.WorkingSet64);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended: who measures it says so.
        }
    }
}
