using System.Buffers;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Realtime;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Native.Realtime;

/// <summary>
/// Events as server-sent events of <c>/v1</c>. What an event says is the records that a GET answers with, as they are when
/// it is told: an event of the past does not bring back what was changed or erased since.
/// </summary>
internal sealed class LiveRendering(RoomQueries rooms, UserQueries users)
{
    /// <summary>An event or a signal, as this listener is told of it.</summary>
    public ValueTask<byte[]?> Of(LiveItem item, FileUrls urls) => item switch
    {
        LiveSignal signal => signal.Rendered("native", async () => Write(await Body(signal)) ?? []),
        LiveEvent { IsBare: true } left => BareFrame(left),
        _ => Frame((LiveEvent)item, urls),
    };

    /// <summary>One for all listeners of this process.</summary>
    private ValueTask<byte[]?> Frame(LiveEvent item, FileUrls urls) => item.Rendered($"native {urls.Base}", async live => Write(await Body(live, urls)));

    /// <summary>Who is told of what happened while he was in a room, and is there no longer, learns that it happened, not what it says today.</summary>
    private ValueTask<byte[]?> BareFrame(LiveEvent item) => item.Rendered("native bare", async live => Write(await Bare(live)));

    private async Task<LiveEventBody> Bare(LiveEvent item)
    {
        var body = new LiveEventBody(item.Sequence, item.Type, item.At.UtcDateTime) { Room = item.Room?.Value };
        return item.Data switch
        {
            MessagePosted m => body with { Number = m.Number.Value },
            MessageEdited m => body with { Number = m.Number.Value },
            MessageDeleted m => body with { Number = m.Number.Value },
            AttachmentAdded m => body with { Number = m.Number.Value, File = m.File.Number.Value },
            AttachmentRemoved m => body with { Number = m.Number.Value, File = m.File.Value },
            ReactionAdded r => body with { Number = r.Number.Value },
            ReactionRemoved r => body with { Number = r.Number.Value },
            ParticipantsAdded p => body with { Users = await Refs(item.Tenant, p.Users) },
            ParticipantsRemoved p => body with { Users = await Refs(item.Tenant, p.Users) },
            ModeratorGranted m => body with { Users = await Refs(item.Tenant, [m.User]) },
            ModeratorRevoked m => body with { Users = await Refs(item.Tenant, [m.User]) },
            MessagesDelivered d => body with { UpTo = d.UpTo.Value, Users = await Refs(item.Tenant, [d.User]) },
            MessagesSeen s => body with { From = s.From.Value, UpTo = s.To.Value, Users = await Refs(item.Tenant, [s.User]) },
            _ => body,
        };
    }

    /// <summary>The record itself, for whoever sends it otherwise.</summary>
    public async Task<LiveEventBody> Body(LiveEvent item, FileUrls urls)
    {
        var body = await Bare(item) with { By = await By(item) };
        if (item.Room is not { } room)
            return body with { Profile = await Profile(item, urls) };
        return item.Data switch
        {
            MessagePosted or MessageEdited or AttachmentAdded or AttachmentRemoved => body with { Message = await Message(item, room, body.Number!.Value, urls) },
            ReactionAdded r => body with { Emoji = r.Personal?.Emoji },
            ReactionRemoved r => body with { Emoji = r.Personal?.Emoji },
            RoomCreated or RoomUpdated or RoomAvatarSet or RoomArchived or RoomUnarchived or ParticipantsAdded =>
                body with { Details = await rooms.Get(item.Tenant, room, viewer: null, CancellationToken.None) is { } now ? RoomRendering.Body(now, urls) : null },
            _ => body,
        };
    }

    private static async Task<MessageBody?> Message(LiveEvent item, RoomNumber room, long number, FileUrls urls) =>
        await item.Page.Message(new MessagePlace(item.Tenant, room, new(number))) is { } message
            ? MessageRendering.Body(message, urls)
            : null;

    private async Task<UserBody?> Profile(LiveEvent item, FileUrls urls) =>
        item.User is { } user
        && await users.ByNumber(item.Tenant, user, CancellationToken.None) is { } profile
            ? UserRendering.Body(profile, urls)
            : null;

    private async Task<UserRefBody?> By(LiveEvent item) =>
        item.By is { } user && await Refs(item.Tenant, [user]) is [var by] ? by : null;

    private async Task<IReadOnlyList<UserRefBody>> Refs(string tenant, IReadOnlyList<UserNumber> numbers) =>
        [.. (await users.ByNumbers(tenant, numbers, CancellationToken.None)).Select(UserRendering.Ref)];

    private async Task<LiveSignalBody?> Body(LiveSignal item)
    {
        if (await Refs(item.Tenant, [item.Signal.User]) is not [var user])
            return null;
        var at = item.Signal.At.UtcDateTime;
        return item.Signal switch
        {
            Typing typing => new("typing", at, user) { Room = typing.Room.Value, Until = typing.Until?.UtcDateTime },
            Presence presence => new("presence", at, user) { Online = presence.IsOnline },
            _ => null,
        };
    }

    private static byte[] Write(LiveEventBody body) => Write($"id: {body.Sequence}\nevent: {body.Type}\ndata: ", body, NativeJsonContext.Default.LiveEventBody);

    /// <summary>Without an id: who comes back goes on after the last event, whatever passed since.</summary>
    private static byte[]? Write(LiveSignalBody? body) =>
        body is null ? null : Write($"event: {body.Type}\ndata: ", body, NativeJsonContext.Default.LiveSignalBody);

    private static byte[] Write<T>(string head, T body, JsonTypeInfo<T> type)
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.Write(Encoding.ASCII.GetBytes(head));
        JsonBytes.Write(output, body, type);
        output.Write("\n\n"u8);
        return output.WrittenSpan.ToArray();
    }
}
