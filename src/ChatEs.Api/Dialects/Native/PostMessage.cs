using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.PostMessage;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/messages</c>: the hot path of the service.</summary>
internal sealed class PostMessage(CommandBus bus) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (await call.Body(NativeJsonContext.Default.PostMessageBody) is not { } body)
            return call.Problem;
        var kind = NativeValues.MessageKindOf(call, body.Kind);
        var command = new Command(
            room, Id(call, body.Id), kind == MessageKind.System ? null : call.User, kind, body.Text!,
            Number(call, "replyTo", body.ReplyTo), Number(call, "parent", body.Parent),
            NativeValues.TimeOf(call, "claimedAt", body.ClaimedAt), ReserveId: body.Id is not null,
            Number(call, "expectedNumber", body.ExpectedNumber));
        if (body.Text is null)
            call.Invalid("text", "Is missing.");
        if ((call.Problem ?? WhoMayNot(call, kind)) is { } problem)
            return problem;

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
        (MessageKind.Text, null) => NativeErrors.NameTheUser,
        _ => null,
    };

    private static Guid Id(NativeCall call, string? id)
    {
        if (id is null)
            return Guid.CreateVersion7();
        if (Guid.TryParseExact(id, "D", out var chosen) && chosen != Guid.Empty)
            return chosen;
        call.Invalid("id", "Must be a UUID like 0198c0de-0000-7000-8000-000000000001.");
        return default;
    }

    private static MessageNumber? Number(NativeCall call, string member, long? number)
    {
        if (number is < 1 or > MessageNumber.Max)
            call.Invalid(member, $"Must be a message number, 1 to {MessageNumber.Max}.");
        return number is { } value ? new MessageNumber(value) : null;
    }
}
