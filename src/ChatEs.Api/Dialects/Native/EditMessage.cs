using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.EditMessage;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PATCH /v1/rooms/{room}/messages/{number}</c></summary>
internal sealed class EditMessage(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Gives a message another text.")
    {
        More = "Its author, a moderator or the secret key. The log keeps what it said before. The same text again is an edit as well.",
    }
        .Taking(NativeJsonContext.Default.EditMessageBody, """{"text":"Hello everybody"}""", """{"text":"**Hello**","markup":"markdown"}""")
        .Answering(NativeJsonContext.Default.EditedBody)
        .InRoom(MessageNotFound, RoomArchived);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        if (await call.Body(NativeJsonContext.Default.EditMessageBody) is not { } body)
            return call.Problem;
        if (body.Text is null)
            call.Invalid("text", "Is missing.");
        var command = new Command(
            room, call.Actor, number, body.Text!, NativeValues.MarkupOf(call, body.Markup),
            NativeValues.TimeOf(call, "claimedAt", body.ClaimedAt));
        if (call.Problem is { } problem)
            return problem;
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        return outcome.Result is { } edited
            ? call.Answer(
                StatusCodes.Status200OK, new(edited.Room.Value, edited.Number.Value, edited.EditedAt.UtcDateTime),
                NativeJsonContext.Default.EditedBody)
            : outcome.Refusal;
    }
}
