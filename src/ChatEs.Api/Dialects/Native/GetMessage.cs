using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages/{number}</c></summary>
internal sealed class GetMessage(MessageQueries messages, RoomQueries rooms) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        if (call.Problem is { } problem)
            return problem;
        if (await messages.One(call.Tenant, room, number, call.User, call.Aborted) is not { } message)
        {
            return await rooms.Get(call.Tenant, room, call.User, call.Aborted) is null
                ? NativeErrors.RoomNotFound(room)
                : NativeErrors.MessageNotFound(room, number);
        }
        return call.Answer(StatusCodes.Status200OK, Body(message), NativeJsonContext.Default.MessageBody);
    }

    private static MessageBody Body(MessageView message) => new(
        message.Room.Value, message.Number.Value, message.Id, message.IntegerId,
        message.Author is { } author ? new(author.Number.Value, author.ExternalId, author.Username) : null,
        NativeValues.Word(message.Kind), message.Text, message.ReplyTo?.Value, message.Parent?.Value,
        message.PostedAt.UtcDateTime, message.ClaimedAt?.UtcDateTime, message.ShownAt.UtcDateTime);
}
