using System.Text.Json.Serialization;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>What a system event says, by the names that the vendor's clients read.</summary>
internal sealed record SystemEventPayload(
    [property: JsonPropertyName("object_email"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ObjectEmail,
    [property: JsonPropertyName("object_email_list"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ObjectEmails,
    [property: JsonPropertyName("object_username"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ObjectUsername,
    [property: JsonPropertyName("object_username_list"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ObjectUsernames,
    [property: JsonPropertyName("payload"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(RawJson))] string? Payload,
    [property: JsonPropertyName("room_name")] string RoomName,
    [property: JsonPropertyName("subject_email"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubjectEmail,
    [property: JsonPropertyName("subject_username"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubjectUsername,
    [property: JsonPropertyName("type")] string Type);

/// <summary><c>POST post_system_event_message</c>: tells of something in the room's own history; it changes nothing else.</summary>
internal sealed class PostSystemEventMessage(CommandBus bus, RoomLists lists) : QiscusOperation
{
    private const string Custom = "custom";
    private const int LongestMessage = 5_000;

    private static readonly string[] Types =
        [Custom, "create_room", "add_member", "join_room", "remove_member", "left_room", "change_room_name", "change_room_avatar"];

    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var type = call.Required("system_event_type");
        if (type.Length > 0 && !Types.Contains(type, StringComparer.Ordinal))
            call.Invalid("system_event_type", $"Must be one of {string.Join(", ", Types)}.");
        var id = call.Required("room_id");
        var subject = type == Custom ? call.Text("subject_user_id") : call.Required("subject_user_id");
        IReadOnlyList<string> objects = type is "add_member" or "remove_member" ? call.UserIds("object_user_id", fewest: 1) : call.Texts("object_user_id") ?? [];
        var message = type == Custom ? call.Required("message") : call.Text("message");
        if (message is { Length: > LongestMessage })
            call.Invalid("message", $"May have at most {LongestMessage} characters.");
        var (payload, extras) = (call.Document("payload", isObject: true), call.Document("extras", isObject: true));
        if (call.Problem is { } problem)
            return problem;
        if (await lists.Find(call, id) is not { } room)
            return QiscusErrors.RoomNotFound(id);

        var told = await Payload(call, type, room, subject, objects, payload);
        var text = message ?? Sentence(told);
        var kept = CommentRendering.Text(told);
        var outcome = await bus.Send(
            new PostMessage(
                room.Number, Guid.CreateVersion7(), Author: null, MessageKind.System, text,
                Details: new() { PayloadType = CommentTypes.SystemEvent, Payload = kept, Extras = extras }),
            call.Context(), call.Aborted);
        return outcome.Result is { } posted
            ? call.Answer(
                new(new(
                    posted.Number.IdIn(posted.Room), text, kept, extras, QiscusValues.Time(posted.PostedAt), CommentTypes.SystemEvent,
                    CommentRendering.System)),
                QiscusJsonContext.Default.EnvelopeCommentResults)
            : outcome.Refusal;
    }

    private async Task<SystemEventPayload> Payload(
        QiscusCall call, string type, RoomView room, string? subject, IReadOnlyList<string> objects, string? payload)
    {
        var names = (await lists.Known(call, subject is null ? objects : [subject, .. objects]))
            .ToDictionary(user => user.ExternalId, user => user.Username, StringComparer.Ordinal);
        var roomName = call.Text("updated_room_name") ?? room.Name;
        string[] usernames = [.. objects.Select(NameOf)];
        return new(
            objects is [var first, ..] ? first : null, objects is [] ? null : objects, usernames is [var name, ..] ? name : null,
            usernames is [] ? null : usernames, payload, roomName, subject, subject is null ? null : NameOf(subject), type);

        string NameOf(string user) => names.GetValueOrDefault(user, user);
    }

    /// <summary>For who reads the room in another dialect.</summary>
    private static string Sentence(SystemEventPayload told)
    {
        var (who, whom) = (told.SubjectUsername, string.Join(", ", told.ObjectUsernames ?? []));
        return told.Type switch
        {
            "create_room" => $"{who} created the room '{told.RoomName}'",
            "add_member" => $"{who} added {whom}",
            "join_room" => $"{who} joined the room",
            "remove_member" => $"{who} removed {whom}",
            "left_room" => $"{who} left the room",
            "change_room_name" => $"{who} changed the room's name to '{told.RoomName}'",
            _ => $"{who} changed the room's avatar",
        };
    }
}
