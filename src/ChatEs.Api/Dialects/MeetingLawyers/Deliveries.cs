using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// Fetching is how this wire says that messages have arrived. That is noted after the answer, so that nobody waits for it,
/// and before the server takes the next request of the connection, so that a server which stops has noted all.
/// </summary>
internal sealed partial class Deliveries(CommandBus bus, ILogger<Deliveries> logger)
{
    /// <summary>Up to the newest message on the page that somebody else wrote; where that is no news nothing is stored.</summary>
    public void AfterAnswer(HttpResponse response, MeetingLawyersCall call, RoomNumber room, IReadOnlyList<MessageView> page)
    {
        if (page.LastOrDefault(message => message.Author?.Number != call.User) is { } newest)
            response.OnCompleted(() => Acknowledge(call, new(room, call.User, newest.Number)));
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
