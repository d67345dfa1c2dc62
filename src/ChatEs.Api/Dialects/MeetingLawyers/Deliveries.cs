using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// Fetching is how this wire says that messages have arrived. That is noted after the answer, so that nobody waits for it
/// but the next request of the same connection, and a server that stops notes all of it first.
/// </summary>
internal sealed partial class Deliveries(CommandBus bus, ILogger<Deliveries> logger) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private int _pending;

    /// <summary>Up to the newest message on the page that somebody else wrote; where that is no news nothing is stored.</summary>
    /// <param name="answer">Where the client has gone it fails, and nothing was delivered.</param>
    public async Task Note(HttpResponse response, MeetingLawyersCall call, RoomNumber room, IReadOnlyList<MessageView> page, Func<Task> answer)
    {
        if (page.LastOrDefault(message => message.Author?.Number != call.User) is not { } newest)
        {
            await answer();
            return;
        }
        var answered = false;
        // Counted before the answer: once the client has it, the service may be told to stop.
        Interlocked.Increment(ref _pending);
        response.OnCompleted(async () =>
        {
            if (Volatile.Read(ref answered))
                await Acknowledge(call, new(room, call.User, newest.Number));
            Interlocked.Decrement(ref _pending);
        });
        await answer();
        Volatile.Write(ref answered, true);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The server has stopped before this, so that none is added any more.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _pending) > 0)
            await Task.Delay(Pause, cancellationToken);
    }

    private async Task Acknowledge(MeetingLawyersCall call, MarkDelivered command)
    {
        try
        {
            // Who reads a public room without having joined it is refused, which is right: nothing is sent to him.
            await bus.Send(command, call.Context, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogFailed(logger, command.Room, command.UpTo, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery in room {Room} up to message {UpTo} could not be noted: {Reason}")]
    private static partial void LogFailed(ILogger logger, RoomNumber room, MessageNumber upTo, string reason);
}
