using ChatEs.Application.Commands;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.PostMessage;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>POST /api/v1/rooms/{id}/messages</c>: into the main thread. Who is not in a public room joins it by that.</summary>
internal sealed class PostMessage(CommandBus bus) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        var (body, problem) = await call.Body(VirolaJsonContext.Default.ContentBody);
        if (body is null)
            return problem;
        if (body.Content is not { } content)
            return VirolaErrors.NoContent;
        if (call.Room is not { } room)
            return VirolaErrors.RoomNotFound;
        var command = new Command(room, Guid.CreateVersion7(), call.User, MessageKind.Text, content);
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerDone();
    }
}
