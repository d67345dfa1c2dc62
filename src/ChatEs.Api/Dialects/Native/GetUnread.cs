namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/unread</c></summary>
internal sealed class GetUnread(RoomSources rooms) : NativeOperation
{
    protected override Description Describe() => new Description("How many messages of others the user has not seen.")
    {
        More = "Comments and system messages do not count.",
    }
        .WithPast()
        .Answering(NativeJsonContext.Default.UnreadBody)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        return await rooms.Read(call, room, async reads => await reads.Unread.OfRoom(call.Tenant, room, user, call.Aborted) is { } count
            ? call.Answer(StatusCodes.Status200OK, new(room.Value, count), NativeJsonContext.Default.UnreadBody)
            : NativeErrors.RoomNotFound(room));
    }
}
