using ChatEs.Application.Commands;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.AddReaction;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PUT /v1/rooms/{room}/messages/{number}/reactions?emoji=…</c></summary>
internal sealed class AddReaction(CommandBus bus) : NativeOperation
{
    protected override Description Describe() => new Description("Reacts to a message.") { More = "Who is not in a public room joins it by that." }
        .Asking(ReactionValues.Emoji with { Required = true })
        .AnsweringNothing()
        .InRoom(MessageNotFound, RoomArchived);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        if (call.Query("emoji") is null)
            call.Invalid("emoji", "Is missing.");
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var outcome = await bus.Send(new Command(room, user, number, call.Query("emoji")!), call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
