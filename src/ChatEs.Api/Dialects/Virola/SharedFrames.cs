using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Realtime;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>What all listeners of one event are told of messages.</summary>
internal sealed class SharedFrames(MessagesNow now, MessageQueries messages)
{
    /// <summary>
    /// Whoever says to have seen a whole room at once has seen more than anybody has on his screen: of one act the newest
    /// messages are told, as many as the vendor's client fetches at once.
    /// </summary>
    public const int MostSeen = 100;

    public static readonly Told None = new([], []);

    public async Task<Told> Of(LiveEvent item) => (await item.Rendered("virola", live => Patiently.Read(() => Render(live))))!;

    private async Task<Told?> Render(LiveEvent item) => item is not { Room: { } room } ? None : item.Data switch
    {
        MessagePosted e => new([.. await Posted(new(item.Tenant, room, e.Number), e.Parent)], []),
        MessageEdited e => new([.. await Updated(new(item.Tenant, room, e.Number))], []),
        AttachmentAdded e => new([.. await Updated(new(item.Tenant, room, e.Number))], []),
        AttachmentRemoved e => new([.. await Updated(new(item.Tenant, room, e.Number))], []),
        MessageDeleted e => new([.. await Deleted(new(item.Tenant, room, e.Number))], []),
        MessagesSeen e => await Seen(item, room, e),
        _ => None,
    };

    /// <summary>Nothing of what was deleted since; that follows. A comment changes the count of what it is on.</summary>
    private async Task<IEnumerable<byte[]>> Posted(MessagePlace place, MessageNumber? parent)
    {
        var upon = parent is { } number ? Updated(place with { Number = number }) : Task.FromResult<IEnumerable<byte[]>>([]);
        var posted = await now.Get(place) is { } message ? [Write("TextMessagesCreated", message)] : Array.Empty<byte[]>();
        return posted.Concat(await upon);
    }

    private async Task<IEnumerable<byte[]>> Updated(MessagePlace place) =>
        await now.Get(place) is { } message ? [Write("TextMessagesUpdated", message)] : [];

    private async Task<IEnumerable<byte[]>> Deleted(MessagePlace place)
    {
        var parent = await messages.ParentOf(place.Tenant, place.Room, place.Number, CancellationToken.None);
        var frame = JsonBytes.Of(
            new("TextMessageDeleted", new(parent?.IdIn(place.Room) ?? 0, place.Room.Value, place.Number.IdIn(place.Room))),
            VirolaJsonContext.Default.MessageDeletedFrame);
        return parent is { } upon ? [frame, .. await Updated(place with { Number = upon })] : [frame];
    }

    /// <summary>Who has read a comment concerns the reader and its author, what is in the main thread everybody.</summary>
    private async Task<Told> Seen(LiveEvent item, RoomNumber room, MessagesSeen seen)
    {
        var read = (await Task.WhenAll((await Places(item.Tenant, room, seen)).Select(now.Get))).OfType<MessageBody>()
            .Where(message => IsNews(message, seen.User, item.At)).ToList();
        List<MessageBody> inMainThread = [.. read.Where(message => message.ParentMessageId == 0)];
        return new(
            inMainThread.Count > 0 ? [Write("TextMessagesUpdated", [.. inMainThread])] : [],
            [.. read.Except(inMainThread).Select(comment => new ToTwo(seen.User, new(comment.UserId), Write("TextMessagesUpdated", comment)))]);
    }

    private async Task<IEnumerable<MessagePlace>> Places(string tenant, RoomNumber room, MessagesSeen seen)
    {
        if (seen.From == seen.To)
            return [new(tenant, room, seen.To)];
        var page = await messages.Page(tenant, room, viewer: null, new PageRequest.Before(seen.To.Next, MostSeen), CancellationToken.None);
        return page?.Messages.Where(message => message.Number >= seen.From).Select(message => new MessagePlace(tenant, room, message.Number)) ?? [];
    }

    /// <summary>What he had marked before keeps its time.</summary>
    private static bool IsNews(MessageBody message, UserNumber reader, DateTimeOffset at) =>
        message.ReadTimestamps.Any(read => read.UserId == reader.Value && read.ReadUtc >= at.ToUnixTimeMilliseconds());

    private static byte[] Write(string type, params IReadOnlyList<MessageBody> bodies) =>
        JsonBytes.Of(new(type, new(bodies)), VirolaJsonContext.Default.MessagesFrame);

    /// <param name="Everybody">For all who hear the room.</param>
    /// <param name="Two">For some of them.</param>
    internal sealed record Told(IReadOnlyList<byte[]> Everybody, IReadOnlyList<ToTwo> Two)
    {
        public IReadOnlyList<byte[]> For(UserNumber user) =>
            Two.Count == 0 ? Everybody : [.. Everybody, .. Two.Where(frame => frame.One == user || frame.Other == user).Select(frame => frame.Frame)];
    }

    internal sealed record ToTwo(UserNumber One, UserNumber Other, byte[] Frame);
}
