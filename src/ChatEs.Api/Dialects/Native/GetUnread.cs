using ChatEs.Application.ReadModels.Receipts;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/unread</c></summary>
internal sealed class GetUnread(UnreadQueries unread) : NativeOperation
{
    protected override Description Describe() => new Description("How many messages of others the user has not seen.")
    {
        More = "Comments and system messages do not count.",
    }
        .Answering(NativeJsonContext.Default.UnreadBody)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        return await unread.OfRoom(call.Tenant, room, user, call.Aborted) is { } count
            ? call.Answer(StatusCodes.Status200OK, new(room.Value, count), NativeJsonContext.Default.UnreadBody)
            : NativeErrors.RoomNotFound(room);
    }
}
