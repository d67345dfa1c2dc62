using System.Runtime.InteropServices;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>A message's place in the tables.</summary>
internal readonly record struct MessageKey(string Tenant, long Room, long Number)
{
    public static MessageKey Of(Event e, long number) => new(e.Stream.Tenant, RoomStream.RoomOf(e), number);
}

/// <summary>What a batch does to messages after they were posted, in it or before it.</summary>
internal sealed class MessageChanges
{
    /// <summary>The last edit of each message; one after its deletion is none.</summary>
    public Dictionary<MessageKey, (Event Event, MessageEdited Edit)> Edits { get; } = [];

    public Dictionary<MessageKey, DateTime> Deletions { get; } = [];

    /// <summary>How many comments the batch posts upon each message.</summary>
    public Dictionary<MessageKey, long> Comments { get; } = [];

    public int Posts { get; private set; }

    public static MessageChanges Of(IReadOnlyList<Event> events)
    {
        var changes = new MessageChanges();
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case MessagePosted posted:
                    changes.Posts++;
                    if (posted.Parent is { } parent)
                        CollectionsMarshal.GetValueRefOrAddDefault(changes.Comments, MessageKey.Of(e, parent.Value), out _)++;
                    break;
                case MessageEdited edit:
                    if (MessageKey.Of(e, edit.Number.Value) is var edited && !changes.Deletions.ContainsKey(edited))
                        changes.Edits[edited] = (e, edit);
                    break;
                case MessageDeleted deletion:
                    changes.Deletions.TryAdd(MessageKey.Of(e, deletion.Number.Value), e.Timestamp.UtcDateTime);
                    break;
            }
        }

        return changes;
    }
}
