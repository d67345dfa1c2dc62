using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.GrantModerator;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PUT /v1/rooms/{room}/moderators?user=…</c></summary>
internal sealed class GrantModerator(CommandBus bus, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Makes a participant a moderator of the room.") { More = "A moderator or the secret key." }
        .Asking(QueryValue.User("The external id of the participant."))
        .AnsweringNothing()
        .InRoom(NotAParticipant, SingleRoom);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, id) = (call.Room(), call.ExternalId("user"));
        if (call.Problem is { } problem)
            return problem;
        var resolved = await directory.Resolve([id], mayRegister: false, call.Context, call.Aborted);
        if (resolved.Result?.Users is not [var user])
            return resolved.Refusal;
        var outcome = await bus.Send(new Command(room, call.Actor, user), call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
