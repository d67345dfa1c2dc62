using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;
using Command = ChatEs.Domain.Rooms.MarkSeen;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/seen</c>: one message, or all up to one.</summary>
internal sealed class MarkSeen(CommandBus bus, UnreadQueries unread) : NativeOperation
{
    protected override Description Describe() => new Description("Marks one message as seen, or all up to one.")
    {
        More = "Exactly one of upTo and message. Who is not in a public room joins it by that. The answer counts what is left.",
    }
        .Taking(NativeJsonContext.Default.MarkSeenBody, """{"upTo":1}""", """{"message":1}""")
        .Answering(NativeJsonContext.Default.UnreadBody)
        .InRoom(NativeCodes.MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (await call.Body(NativeJsonContext.Default.MarkSeenBody) is not { } body)
            return call.Problem;
        if (body.UpTo is null == body.Message is null)
            call.Invalid("upTo", "Give exactly one of upTo and message.");
        if (body.UpTo is < 0 or > MessageNumber.Max)
            call.Invalid("upTo", $"Must be a message number, or 0 in an empty room: 0 to {MessageNumber.Max}.");
        if (body.Message is < 1 or > MessageNumber.Max)
            call.Invalid("message", $"Must be a message number, 1 to {MessageNumber.Max}.");
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;

        var command = body.UpTo is { } upTo ? Command.UpTo(room, user, new(upTo)) : Command.One(room, user, new(body.Message!.Value));
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        if (outcome.Refusal is { } refusal)
            return refusal;
        // Null when somebody removed the user in between: the act stands, and the room is not his to count any more.
        var left = await unread.OfRoom(call.Tenant, room, user, call.Aborted) ?? 0;
        return call.Answer(StatusCodes.Status200OK, new(room.Value, left), NativeJsonContext.Default.UnreadBody);
    }
}
