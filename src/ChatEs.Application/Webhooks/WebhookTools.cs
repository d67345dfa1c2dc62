using ChatEs.Application.Commands;
using Microsoft.Extensions.Logging;

namespace ChatEs.Application.Webhooks;

/// <summary>What all workers of a process share.</summary>
internal sealed record WebhookTools(
    WebhookStore Store, WebhookRequests Requests, WebhookSender Sender, DeliveryLog Log, CommandBus Bus, WebhookSettings Settings, TimeProvider Clock, ILogger Logger) : IDisposable
{
    private const int MostReading = 12;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _reading = new(MostReading);

    /// <summary>
    /// While the database is away nothing is lost by waiting for it. Of all webhooks together only some read at once: those
    /// who ask for answers need the connections, too.
    /// </summary>
    public async Task<T> Read<T>(Func<Task<T>> read, CancellationToken cancellation)
    {
        while (true)
        {
            await _reading.WaitAsync(cancellation);
            try
            {
                return await read();
            }
            catch (Exception e) when (ChatEsDatabase.IsUnreachable(e) && !cancellation.IsCancellationRequested)
            {
            }
            finally
            {
                _reading.Release();
            }
            await Task.Delay(PauseAfterFailure, Clock, cancellation);
        }
    }

    public void Dispose() => _reading.Dispose();
}
