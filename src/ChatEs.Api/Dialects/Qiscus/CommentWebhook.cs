using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Realtime;
using ChatEs.Application.Webhooks;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>The webhook that a comment was posted: from a client by its user's own token, or by the REST API.</summary>
internal sealed class CommentWebhook(RoomQueries rooms, MemberQueries members, SignedUrls signed) : IWebhookForm
{
    /// <summary>A room may have a hundred thousand members; get_room_participants pages through them all.</summary>
    private const int MostParticipants = 100;

    private static readonly string[] Posted = ["message_posted"];

    public WebhookForm Form => WebhookForm.Qiscus;

    public IReadOnlyList<string> EventsFor(IReadOnlyList<string> types) => Posted;

    public async Task<WebhookMessage?> Next(LiveEvent item, IReadOnlyList<string> types, long after, CancellationToken cancellation)
    {
        var type = item.IsByUserHimself ? WebhookTypes.PostCommentMobile : WebhookTypes.PostCommentRest;
        if (after > 0 || !types.Contains(type) || item is not { Room: { } room, Data: MessagePosted posted }
            || await item.Page.Message(new MessagePlace(item.Tenant, room, posted.Number)) is not { } message
            || await rooms.Get(item.Tenant, room, viewer: null, cancellation) is not { } view)
        {
            return null;
        }
        var urls = await signed.ForNobody(cancellation);
        var (kind, payload) = CommentRendering.TypeAndPayload(message, urls);
        var from = message.Author is { } author ? new WebhookFrom(author.Number.Value, author.ExternalId, author.Username) : new(0, "", "");
        var body = new WebhookBody(type, new(from, await Room(view, item.Tenant, urls, cancellation), new(kind, message.Text, payload ?? QiscusValues.Nothing)));
        return new(1, type, JsonBytes.Of(body, QiscusJsonContext.Default.WebhookBody), IsLast: true);
    }

    public WebhookMessage Ping(DateTimeOffset now) =>
        new(1, WebhookTypes.Ping, JsonBytes.Of(new WebhookPing(WebhookTypes.Ping), QiscusJsonContext.Default.WebhookPing), IsLast: true);

    public IEnumerable<(string Name, string Value)> Headers(string secret) => [];

    private async Task<WebhookRoom> Room(RoomView room, string tenant, FileUrls urls, CancellationToken cancellation)
    {
        var name = RoomRendering.Body(room, urls).RoomName;
        var bare = new WebhookRoom(room.Number.Value, room.Number.Value, QiscusValues.Type(room.Kind), name, null);
        if (room.Kind == RoomKind.Channel)
            return bare;
        var page = await members.FirstOf(tenant, [room.Number], MostParticipants, cancellation);
        return bare with
        {
            Participants = [.. page[room.Number].Select(m => new WebhookParticipant(m.User.Value, m.ExternalId, m.Username, urls.Of(m.Avatar) ?? ""))],
        };
    }
}
