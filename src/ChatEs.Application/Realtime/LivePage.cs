using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Realtime;

/// <summary>
/// Events that were read from the log together, and the messages that those of them which somebody hears are about: read
/// in one statement when the first is asked for.
/// </summary>
public sealed class LivePage
{
    private readonly MessageQueries _messages;
    private readonly Lock _lock = new();
    private readonly HashSet<MessagePlace> _wanted = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<IReadOnlyDictionary<MessagePlace, MessageView>>? _read;

    internal LivePage(MessageQueries messages) => _messages = messages;

    /// <summary>Of one event alone.</summary>
    internal static LivePage OfOne(MessageQueries messages)
    {
        var page = new LivePage(messages);
        page.Complete();
        return page;
    }

    /// <summary>Somebody hears of this event: the message that it is about will be asked for.</summary>
    internal void Want(LiveEvent item)
    {
        if (item.Room is not { } room || MessageOf(item.Data) is not { } number)
            return;
        lock (_lock)
        {
            if (_read is null)
                _wanted.Add(new MessagePlace(item.Tenant, room, number));
        }
    }

    /// <summary>No more is wanted: who was told first waits until then, so that one statement reads for all.</summary>
    internal void Complete() => _complete.TrySetResult();

    /// <returns>The message as it is now; null when it was deleted.</returns>
    public async ValueTask<MessageView?> Message(MessagePlace message)
    {
        await _complete.Task;
        Task<IReadOnlyDictionary<MessagePlace, MessageView>> read;
        lock (_lock)
        {
            // What failed is not kept: the database may be back.
            if (_read is null or { IsFaulted: true })
                _read = _messages.Many([.. _wanted], CancellationToken.None);
            read = _read;
        }
        return (await read).TryGetValue(message, out var found)
            ? found
            : await _messages.One(message.Tenant, message.Room, message.Number, viewer: null, CancellationToken.None);
    }

    /// <summary>Which message an event is about.</summary>
    public static MessageNumber? MessageOf(object data) => data switch
    {
        MessagePosted e => e.Number,
        MessageEdited e => e.Number,
        AttachmentAdded e => e.Number,
        AttachmentRemoved e => e.Number,
        ReactionAdded e => e.Number,
        ReactionRemoved e => e.Number,
        _ => null,
    };
}
