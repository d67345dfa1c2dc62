using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.MarkDelivered;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/delivered</c></summary>
internal sealed class MarkDelivered(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Says that messages have reached a device of yours.")
    {
        More = "Of participants only. What was seen has been delivered too.",
    }
        .Taking(NativeJsonContext.Default.MarkDeliveredBody, """{"upTo":1}""")
        .Answering(NativeJsonContext.Default.DeliveredBody)
        .InRoom(MessageNotFound, NotAParticipant);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (await call.Body(NativeJsonContext.Default.MarkDeliveredBody) is not { } body)
            return call.Problem;
        if (body.UpTo is not (>= 1 and <= Domain.MessageNumber.Max))
            call.Invalid("upTo", $"Must be a message number, 1 to {Domain.MessageNumber.Max}.");
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var outcome = await bus.Send(new Command(room, user, new(body.UpTo!.Value)), call.Context, call.Aborted);
        return outcome.Result is { } delivered
            ? call.Answer(
                StatusCodes.Status200OK, new(delivered.Room.Value, delivered.UpTo.Value), NativeJsonContext.Default.DeliveredBody)
            : outcome.Refusal;
    }
}
