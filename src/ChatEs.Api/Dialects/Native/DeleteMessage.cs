using ChatEs.Application.Commands;
using ChatEs.Domain;
using Command = ChatEs.Domain.Rooms.DeleteMessage;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/rooms/{room}/messages/{number}</c>: 204, also when it was deleted before.</summary>
internal sealed class DeleteMessage(CommandBus bus) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var command = new Command(call.Room(), new Actor(call.User), call.Number());
        if (call.Problem is { } problem)
            return problem;
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        if (outcome.Refusal is { } refusal)
            return refusal;
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }
}
