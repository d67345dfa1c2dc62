using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/public</c>: what the user may join.</summary>
internal sealed class ListPublicRooms(RoomQueries rooms, SignedUrls urls) : NativeOperation
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
        var after = NativeValues.CursorFrom(call);
        if (call.Problem is { } problem)
            return problem;

        var files = await urls.For(call.Http.Request);
        List<RoomBody> page = [];
        string? next = null;
        // VisibleTo orders rooms of one and the same time by number, lowest first.
        await foreach (var room in rooms.VisibleTo(call.Tenant, user, call.Aborted))
        {
            if (room.Moderator is not null || room.Visibility != RoomVisibility.Public || !IsAfter(room, after))
                continue;
            if (page.Count == limit)
            {
                next = NativeValues.CursorOf(page[^1].LastActivityAt, page[^1].Room);
                break;
            }
            page.Add(RoomRendering.Body(room, files));
        }
        return call.AnswerTagged(new(page, next), NativeJsonContext.Default.RoomsBody);
    }

    private static bool IsAfter(RoomView room, (DateTimeOffset Time, long Number)? after) => after is not { } place
        || room.LastActivityAt < place.Time || (room.LastActivityAt == place.Time && room.Number.Value > place.Number);
}
