using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.PostMessage;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/messages</c>: the hot path of the service.</summary>
internal sealed class PostMessage(CommandBus bus, FileStore files) : NativeOperation
{
    protected override Description Describe() => new Description("Posts a message.")
    {
        More = "Who is not in a public room joins it by that. Only a secret key that acts for no user posts a system message.",
    }
        .Taking(
            NativeJsonContext.Default.PostMessageBody,
            """{"text":"Hello 🦊"}""",
            """{"text":"Hi","replyTo":1,"claimedAt":"2026-01-31T09:15:00+01:00"}""",
            """{"text":"**Look**","markup":"markdown","links":[{"url":"https://example.com/","type":"page"}],"session":"monday","payloadType":"card","payload":{"title":"Fox"},"extras":{"mood":"good"}}""")
        .AnsweringWithLocation(NativeJsonContext.Default.PostedBody, StatusCodes.Status201Created, "Stored.")
        .InRoom(
            NativeCodes.MessageNotFound, NativeCodes.FileNotFound, NativeCodes.RoomArchived, NativeCodes.AlreadyTaken,
            NativeCodes.LimitReached);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (await call.Body(NativeJsonContext.Default.PostMessageBody) is not { } body)
            return call.Problem;
        var kind = NativeValues.MessageKindOf(call, body.Kind);
        var command = new Command(
            room, NativeValues.UuidOf(call, "id", body.Id) ?? Guid.CreateVersion7(), kind == MessageKind.System ? null : call.User, kind,
            body.Text!, Number(call, "replyTo", body.ReplyTo), Number(call, "parent", body.Parent),
            NativeValues.TimeOf(call, "claimedAt", body.ClaimedAt), ReserveId: body.Id is not null,
            Number(call, "expectedNumber", body.ExpectedNumber), PostedDetails.Of(call, body));
        if (body.Text is null)
            call.Invalid("text", "Is missing.");
        if ((call.Problem ?? WhoMayNot(call, kind)) is { } problem)
            return problem;
        if (body.Attachments is { Count: > 0 } attachments)
        {
            var found = await files.Get(call.Tenant, call.User, call.IsServer, [.. attachments.Select(file => new FileNumber(file))], call.Aborted);
            if (found.Refusal is { } missing)
                return missing;
            command = command with { Details = (command.Details ?? new()) with { Files = found.Result!.Files } };
        }

        var outcome = await bus.Send(command, call.Context, call.Aborted);
        if (outcome.Result is not { } posted)
            return outcome.Refusal;
        return call.Answer(
            StatusCodes.Status201Created,
            new(posted.Room.Value, posted.Number.Value, posted.Id, posted.Number.IdIn(posted.Room), posted.PostedAt.UtcDateTime),
            NativeJsonContext.Default.PostedBody,
            $"/v1/rooms/{posted.Room.Value}/messages/{posted.Number.Value}");
    }

    private static NativeProblem? WhoMayNot(NativeCall call, MessageKind kind) => (kind, call.User) switch
    {
        (MessageKind.System, not null) => NativeErrors.SystemByServerOnly,
        (not MessageKind.System, null) => NativeErrors.NameTheUser,
        _ => null,
    };

    private static MessageNumber? Number(NativeCall call, string member, long? number)
    {
        if (number is < 1 or > MessageNumber.Max)
            call.Invalid(member, $"Must be a message number, 1 to {MessageNumber.Max}.");
        return number is { } value ? new MessageNumber(value) : null;
    }
}
