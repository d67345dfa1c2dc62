using ChatEs.Application.Commands;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.PostMessage;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>POST /api/v1/messages/{id}/comments</c></summary>
internal sealed class PostComment(CommandBus bus) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        var (body, problem) = await call.Body(VirolaJsonContext.Default.ContentBody);
        if (body is null)
            return problem;
        if (body.Content is not { } content)
            return VirolaErrors.NoContent;
        if (call.Message is not var (room, parent))
            return VirolaErrors.MessageNotFound;
        var command = new Command(room, Guid.CreateVersion7(), call.User, MessageKind.Text, content, Parent: parent);
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? VirolaErrors.OfMessage(refusal) : call.AnswerDone();
    }
}
