using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/public</c>: what the user may join.</summary>
internal sealed class ListPublicRooms(PublicRoomQueries rooms, SignedUrls urls) : NativeOperation
{
    private const int MostRooms = 100;
    private const int UsualRooms = 50;

    protected override Description Describe() => new Description("The public rooms that the user is not in, last activity first.")
        .Asking(QueryValue.Limit(MostRooms, UsualRooms), QueryValue.After)
        .AnsweringTagged(NativeJsonContext.Default.RoomsBody);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var limit = call.Limit(MostRooms, UsualRooms);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new RoomCursor(cursor.Time, new(cursor.Number)) : null;
        if (call.Problem is { } problem)
            return problem;

        var page = await rooms.NotJoined(call.Tenant, user, after, limit, call.Aborted);
        return call.AnswerTagged(RoomRendering.Page(page, await urls.For(call.Http.Request)), NativeJsonContext.Default.RoomsBody);
    }
}
