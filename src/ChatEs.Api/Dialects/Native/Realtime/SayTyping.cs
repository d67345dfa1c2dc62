using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Realtime;
using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native.Realtime;

/// <summary><c>POST /v1/rooms/{room}/typing</c>: told to who listens, and stored nowhere.</summary>
internal sealed class SayTyping(RoomQueries rooms, Signals signals) : NativeOperation
{
    protected override Description Describe() => new Description("Tells those who listen that the user types.")
    {
        More = "It is over six seconds later, unless it is said again, every few seconds, or when false is said. It is no part of the log.",
    }
        .Taking(NativeJsonContext.Default.TypingBody, """{"typing":true}""")
        .AnsweringNothing()
        .InRoom(RoomArchived);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var number = call.Room();
        if (await call.Body(NativeJsonContext.Default.TypingBody) is not { } body)
            return call.Problem;
        if (body.Typing is null)
            call.Invalid("typing", "Must be true or false.");
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        if (await rooms.Get(call.Tenant, number, user, call.Aborted) is not { } room)
            return NativeErrors.RoomNotFound(number);
        if (room.ArchivedAt is not null)
            return NativeErrors.Archived(number);
        await signals.Types(call.Tenant, number, user, body.Typing!.Value, call.Aborted);
        return call.AnswerNothing();
    }
}
