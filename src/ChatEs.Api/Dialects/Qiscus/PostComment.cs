using System.Text.Json;
using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST post_comment</c>: into a room that the user is in, by its id or its channel id.</summary>
internal sealed class PostComment(CommandBus bus, NamedUsers named, UserQueries users, RoomLists lists, SignedUrls signed) : QiscusOperation
{
    private const int LongestMessage = 4_000;

    private sealed record Comment(string UserId, string Room, string Type, string Text, string? Payload, string? Extras, JsonElement Content);

    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var comment = Read(call);
        if (call.Problem is { } problem)
            return problem;
        // The command itself finds out whether there is such a room. Where not, the number may still be a channel id; and what is
        // replied to says by its own id which room it is of.
        if (comment.Type != CommentTypes.Reply && QiscusValues.Room(comment.Room) is { } numbered)
        {
            var (answer, isHidden) = await Post(call, comment, numbered, replyTo: null);
            if (!isHidden)
                return answer;
        }
        if (await lists.NumberOf(call, comment.Room) is not { } room)
            return QiscusErrors.RoomNotFound(comment.Room);
        var replyTo = Original(call, comment, room);
        return call.Problem ?? (await Post(call, comment, room, replyTo)).Problem;
    }

    /// <returns>Hidden: there is no such room, or the user is not in it. The app may know which, the problem says the second.</returns>
    private async Task<(QiscusProblem? Problem, bool IsHidden)> Post(QiscusCall call, Comment comment, RoomNumber room, MessageNumber? replyTo)
    {
        var resolved = await named.Resolve(call, [comment.UserId], Asking);
        if (resolved.Result is not { Users: [var author] })
            return Refused(resolved.Refusal!);
        var (command, context) = Asking([author]);
        var outcome = await bus.Send(command, context, call.Aborted);
        return outcome.Result is { } posted ? (await AnswerWith(call, comment, posted, author), false) : Refused(outcome.Refusal!);

        (PostMessage, CommandContext) Asking(IReadOnlyList<UserNumber> by) => (Command(comment, room, by[0], replyTo), call.Context(by[0]));

        (QiscusProblem? Problem, bool IsHidden) Refused(Refusal refusal) =>
            refusal.Code == RefusalCode.RoomNotFound ? (QiscusErrors.NotAParticipant(comment.UserId, comment.Room), true) : (refusal, false);
    }

    private static Comment Read(QiscusCall call)
    {
        var (user, room) = (call.UserId("user_id"), call.Required("room_id"));
        var type = call.Text("type") ?? CommentTypes.Text;
        if (!CommentTypes.IsKnown(type))
            call.Invalid("type", $"Must be one of {string.Join(", ", CommentTypes.All)}.");
        var isText = type == CommentTypes.Text;
        // What shows itself by its payload needs no text: the vendor's own examples have none.
        var text = isText ? call.Required("message") : call.Text("message") ?? "";
        if (text.Length > LongestMessage)
            call.Invalid("message", $"May have at most {LongestMessage} characters.");
        var payload = call.Document("payload", isObject: true);
        if (payload is null && !isText && call.Problem is null)
            call.Invalid("payload", $"Is missing; a comment of type {type} is made of it.");
        return new(user, room, type, text, payload, call.Document("extras", isObject: true), JsonSerializer.Deserialize<JsonElement>(payload ?? "{}"));
    }

    private static MessageNumber? Original(QiscusCall call, Comment comment, RoomNumber room)
    {
        if (comment.Type != CommentTypes.Reply)
            return null;
        const string member = "replied_comment_id";
        if (comment.Content.TryGetProperty(member, out var id) && Integer(id) is { } value
            && MessageNumber.Split(value) is var (its, number) && its == room && number.Value > 0)
        {
            return number;
        }
        call.Invalid("payload", $"Must name a comment of the room in {member}.");
        return null;
    }

    private static long? Integer(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(value.GetString(), out var number) => number,
        _ => null,
    };

    private static PostMessage Command(Comment comment, RoomNumber room, UserNumber author, MessageNumber? replyTo)
    {
        // What is no http address stays in the payload, for the clients of this API: others would be shown it as a link.
        var url = comment.Type == CommentTypes.File && comment.Content.TryGetProperty("url", out var given) && given.ValueKind == JsonValueKind.String
                && Validation.IsUrl(given.GetString()!)
            ? given.GetString()
            : null;
        var hasDetails = comment.Type != CommentTypes.Text || (comment.Payload ?? comment.Extras) is not null;
        return new(
            room, Guid.CreateVersion7(), author, KindOf(url), comment.Text, replyTo,
            Details: hasDetails
                ? new() { PayloadType = comment.Type, Payload = comment.Payload, Extras = comment.Extras, MediaUrl = url }
                : null);
    }

    /// <summary>By its name, for the dialects that show an image as one: nobody fetches it to look.</summary>
    private static MessageKind KindOf(string? url)
    {
        if (url is null)
            return MessageKind.Text;
        return Path.GetExtension(new Uri(url).AbsolutePath).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".gif" or ".webp" or ".bmp" ? MessageKind.Image : MessageKind.File;
    }

    /// <summary>Out of the request and its result: a retry gets the same comment.</summary>
    private async Task<QiscusProblem?> AnswerWith(QiscusCall call, Comment comment, MessagePostedResult posted, UserNumber author)
    {
        var people = await RoomRendering.People(call, [author], users, signed);
        return call.Answer(
            new(new(
                posted.Number.IdIn(posted.Room), comment.Text, comment.Payload, comment.Extras, QiscusValues.Time(posted.PostedAt), comment.Type,
                people[0])),
            QiscusJsonContext.Default.EnvelopeCommentResults);
    }
}
