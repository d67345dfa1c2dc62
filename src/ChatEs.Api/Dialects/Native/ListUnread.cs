using ChatEs.Application.ReadModels.Receipts;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/unread</c>: every room that the caller is in.</summary>
internal sealed class ListUnread(UnreadQueries unread) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var rooms = await unread.OfUser(call.Tenant, user, call.Aborted);
        return call.Answer(
            StatusCodes.Status200OK,
            new([.. rooms.Select(room => new UnreadBody(room.Room.Value, room.Unread))], rooms.Sum(room => room.Unread)),
            NativeJsonContext.Default.AllUnreadBody);
    }
}
