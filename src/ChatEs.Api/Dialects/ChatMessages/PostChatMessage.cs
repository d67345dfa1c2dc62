using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary><c>POST /chat-messages</c>, "Chat Message - Post": 200 and the message. All content may be left out.</summary>
internal sealed class PostChatMessage(CommandBus bus, RoomQueries rooms, UserDirectory directory) : ChatMessagesOperation
{
    private static readonly string[] ImageEndings = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg"];

    protected override async Task<ChatMessagesProblem?> Answer(ChatMessagesCall call)
    {
        var (body, problem) = await call.Body(ChatMessagesJsonContext.Default.PostChatMessageBody, () => new(null, null, null, null, null));
        if (body is null)
            return problem;
        if (body.Room is null)
            return ChatMessagesErrors.Invalid("room", "Is missing.");
        if (ChatMessagesCall.RoomOf(body.Room) is not { } room)
            return ChatMessagesErrors.RoomNotFound;
        if (!IsTime(body.CreatedAt))
            return ChatMessagesErrors.Invalid("createdAt", "Must be milliseconds since 1970.");

        var outcome = await bus.Send(Command(call, room, body), call.Context, call.Aborted);
        if (outcome.Refusal is { } refusal)
            return refusal.Code == RefusalCode.RoomNotFound ? await rooms.Hidden(call, room) : refusal;
        var (posted, author) = (outcome.Result!, await directory.ExternalId(call.Tenant, call.Account, call.Aborted));
        return call.Answer(
            new(
                posted.Id.ToString("D"), body.CreatedAt ?? posted.PostedAt.ToUnixTimeMilliseconds(), author, body.Room,
                Given(body.Session), Text(body), Given(body.Media), []),
            ChatMessagesJsonContext.Default.ChatMessageBody);
    }

    private static PostMessage Command(ChatMessagesCall call, RoomNumber room, PostChatMessageBody body)
    {
        var (session, media) = (Given(body.Session), Given(body.Media));
        return new(
            room, Guid.CreateVersion7(), call.Account, KindOf(body.Text, media), body.Text ?? "",
            ClaimedAt: body.CreatedAt is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null,
            Details: (session ?? media) is null ? null : new() { Session = session, MediaUrl = media });
    }

    /// <summary>A medium by itself is what its address ends like; beside a text it goes with the text.</summary>
    private static MessageKind KindOf(string? text, string? media)
    {
        if (media is null || !string.IsNullOrEmpty(text) || !Validation.IsUrl(media))
            return MessageKind.Text;
        var path = new Uri(media).AbsolutePath;
        return ImageEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? MessageKind.Image : MessageKind.File;
    }

    /// <summary>As it will be shown from now on: a medium by itself has no text.</summary>
    private static string? Text(PostChatMessageBody body) => (body.Text, Given(body.Media)) switch
    {
        (null or "", not null) => null,
        var (text, _) => text ?? "",
    };

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static bool IsTime(long? milliseconds) =>
        milliseconds is not { } ms || (ms >= 0 && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
}
