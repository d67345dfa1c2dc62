using ChatEs.Application.Commands;
using Command = ChatEs.Domain.Rooms.DeleteMessage;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>DELETE /api/v1/messages/{id}</c>: one's own, or any as a moderator; also one that is deleted already.</summary>
internal sealed class DeleteMessage(CommandBus bus) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (call.Message is not var (room, number))
            return VirolaErrors.MessageNotFound;
        var outcome = await bus.Send(new Command(room, call.User, number), call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? VirolaErrors.OfMessage(refusal) : call.AnswerDone();
    }
}
