using ChatEs.Application.Auditing;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/rooms/{room}/messages/{number}/history</c>: every text that a message ever had.</summary>
internal sealed class GetMessageHistory(MessageHistory history, AuditLog audit) : NativeOperation
{
    private const int MostChanges = 1000;
    private const int UsualChanges = 100;

    protected override Description Describe() => new Description("Everything that happened to a message, deleted or not: who, when, and what it said.")
    {
        More = "Users are called as they are today. Of what was erased only that it was there is left. It goes through the room's events one by one.",
    }
        .ForAuditors()
        .Asking(
            QueryValue.Limit(MostChanges, UsualChanges),
            new QueryValue("after", "The version that the page before ended with.", "integer") { Least = 0, Most = NativeValues.LargestNumber })
        .Answering(NativeJsonContext.Default.MessageHistoryBody)
        .InRoom(NativeCodes.MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        var limit = call.Limit(MostChanges, UsualChanges);
        var after = call.QueryNumber("after", 0, NativeValues.LargestNumber) ?? 0;
        if (call.Problem is { } problem)
            return problem;
        var page = await history.Of(call.Tenant, room, number, after, limit, call.Aborted);
        if (page.Changes is [] && after == 0)
        {
            return await audit.Has(AuditScope.Room(call.Tenant, room), call.Aborted)
                ? NativeErrors.MessageNotFound(room, number)
                : NativeErrors.RoomNotFound(room);
        }
        return call.Answer(
            StatusCodes.Status200OK,
            new(room.Value, number.Value, [.. page.Changes.Select(Body)], page.HasMore ? page.Changes[^1].Version : null),
            NativeJsonContext.Default.MessageHistoryBody);
    }

    private static MessageChangeBody Body(MessageChange change)
    {
        var body = new MessageChangeBody(
            change.Version, change.Sequence, change.Type, change.At.UtcDateTime,
            change.By is { } by ? new(by.Number.Value, by.ExternalId, by.Username) : null, change.Caller, change.Dialect);
        return change.Data switch
        {
            MessagePosted posted => Posted(body, posted),
            MessageEdited edited => body with
            {
                Text = edited.Personal?.Text,
                Markup = Markup(edited.Markup),
                ClaimedAt = edited.Personal?.ClaimedAt?.UtcDateTime,
                Erased = Erased(edited.Personal),
            },
            ReactionAdded added => body with { Emoji = added.Personal?.Emoji, Erased = Erased(added.Personal) },
            ReactionRemoved removed => body with { Emoji = removed.Personal?.Emoji, Erased = Erased(removed.Personal) },
            AttachmentAdded added => body with { Files = [File(added.File, added.Personal?.FileName)], Erased = Erased(added.Personal) },
            AttachmentRemoved removed => body with { File = removed.File.Value },
            _ => body,
        };
    }

    private static MessageChangeBody Posted(MessageChangeBody body, MessagePosted posted) => body with
    {
        Id = posted.Id,
        Kind = NativeValues.Word(posted.Kind),
        ReplyTo = posted.ReplyTo?.Value,
        Parent = posted.Parent?.Value,
        Text = posted.Personal?.Text,
        Markup = Markup(posted.Markup),
        ClaimedAt = posted.Personal?.ClaimedAt?.UtcDateTime,
        Session = posted.Personal?.Session,
        MediaUrl = posted.Personal?.MediaUrl,
        Links = posted.Personal?.Links?.Select(link => new LinkBody(link.Url, NativeValues.Word(link.Type))).ToList(),
        PayloadType = posted.Personal?.PayloadType,
        Payload = RawJson.Of(posted.Personal?.Payload),
        Extras = RawJson.Of(posted.Personal?.Extras),
        Files = posted.Files?.Select((file, place) => File(file, posted.Personal?.FileNames?[place])).ToList(),
        Erased = Erased(posted.Personal),
    };

    private static string? Markup(MessageMarkup? markup) => markup is { } given ? NativeValues.Word(given) : null;

    private static bool? Erased(object? personal) => personal is null ? true : null;

    private static ChangedFileBody File(StoredFile file, string? name) =>
        new(file.Number.Value, name, file.ContentType, file.Size, file.Sha256, file.Width, file.Height);
}
