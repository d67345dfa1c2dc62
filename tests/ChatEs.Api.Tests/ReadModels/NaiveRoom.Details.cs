using ChatEs.Domain.Rooms;
using ChatEs.EventStore;

namespace ChatEs.Api.Tests.ReadModels;

public sealed partial class NaiveRoom
{
    private readonly Dictionary<long, string> texts = [];
    private readonly Dictionary<long, long> parents = [];
    private readonly Dictionary<long, long> delivered = [];

    public HashSet<long> Pins { get; } = [];

    public bool IsArchived { get; private set; }

    public RoomPersonal? Names { get; private set; }

    public List<(long Number, long User, string Emoji)> Reactions { get; } = [];

    public List<(long Number, long File)> Files { get; } = [];

    public string TextOf(long number) => texts[number];

    public int CommentsOf(long number) => History.Count(m => parents.GetValueOrDefault(m.Number) == number);

    public IEnumerable<long> MainThread => History.Select(m => m.Number).Where(number => !parents.ContainsKey(number));

    public IEnumerable<long> CommentsUpon(long number) =>
        History.Select(m => m.Number).Where(comment => parents.GetValueOrDefault(comment) == number);

    public long DeliveredThrough(long user) => delivered.GetValueOrDefault(user);

    /// <summary>Recipients, how many of them it has reached, how many have seen it.</summary>
    public (long, long, long) Delivery(NaiveMessage message)
    {
        var seen = SeenBy(message.Number).Select(s => s.User).ToHashSet();
        var recipients = Active.Where(user => user != message.Author).ToList();
        return (
            recipients.Count,
            recipients.Count(user => seen.Contains(user) || DeliveredThrough(user) >= message.Number),
            recipients.Count(seen.Contains));
    }

    private void Describe(MessagePosted posted)
    {
        var number = posted.Number.Value;
        texts[number] = posted.Personal?.Text ?? "";
        if (posted.Parent is { } parent)
            parents[number] = parent.Value;
        Files.AddRange((posted.Files ?? []).Select(file => (number, file.Number.Value)));
    }

    private void ApplyDetail(Event e)
    {
        switch (e.Data)
        {
            case RoomUpdated updated:
                Names = updated.Personal;
                break;
            case RoomArchived or RoomUnarchived:
                IsArchived = e.Data is RoomArchived;
                break;
            case RoomPinned pinned:
                Pins.Add(pinned.User.Value);
                break;
            case RoomUnpinned unpinned:
                Pins.Remove(unpinned.User.Value);
                break;
            case MessageEdited edited when !deleted.Contains(edited.Number.Value):
                texts[edited.Number.Value] = edited.Personal!.Text;
                break;
            case ReactionAdded { Personal: { } added } reaction when !deleted.Contains(reaction.Number.Value):
                Reactions.Add((reaction.Number.Value, reaction.User.Value, added.Emoji));
                break;
            case ReactionRemoved { Personal: { } removed } reaction:
                Reactions.Remove((reaction.Number.Value, reaction.User.Value, removed.Emoji));
                break;
            case AttachmentAdded attachment when !deleted.Contains(attachment.Number.Value):
                Files.Add((attachment.Number.Value, attachment.File.Number.Value));
                break;
            case AttachmentRemoved attachment:
                Files.Remove((attachment.Number.Value, attachment.File.Value));
                break;
            case MessagesDelivered delivery:
                delivered[delivery.User.Value] = Math.Max(DeliveredThrough(delivery.User.Value), delivery.UpTo.Value);
                break;
        }
    }
}
