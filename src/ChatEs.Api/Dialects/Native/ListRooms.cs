using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms</c>: the caller's rooms, last activity first; or the one with a key.</summary>
internal sealed class ListRooms(RoomQueries rooms) : NativeOperation
{
    private const int MostRooms = 100;
    private const int UsualRooms = 50;

    protected override string[] QueryNames => ["limit", "after", "key"];

    protected override Task<NativeProblem?> Answer(NativeCall call) =>
        call.Query("key") is { } key ? AnswerOne(call, key) : AnswerPage(call);

    private async Task<NativeProblem?> AnswerOne(NativeCall call, string key)
    {
        if ((call.Query("limit") ?? call.Query("after")) is not null)
            call.Invalid("key", "Goes with neither limit nor after.");
        if (!Validation.IsExternalId(key))
            call.Invalid("key", $"Must be 1 to {Validation.LongestExternalId} characters without control characters.");
        if (call.Problem is { } problem)
            return problem;
        return await rooms.ByKey(call.Tenant, key, call.User, call.Aborted) is { } room
            ? call.Answer(StatusCodes.Status200OK, RoomRendering.Body(room), NativeJsonContext.Default.RoomBody)
            : NativeErrors.RoomNotFound(key);
    }

    private async Task<NativeProblem?> AnswerPage(NativeCall call)
    {
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var limit = call.Limit(MostRooms, UsualRooms);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new RoomCursor(cursor.Time, new(cursor.Number)) : null;
        if (call.Problem is { } problem)
            return problem;

        var page = await rooms.OfUser(call.Tenant, user, after, limit, call.Aborted);
        var next = page.HasMore && page.Rooms is [.., var last] ? NativeValues.CursorOf(last.LastActivityAt, last.Number.Value) : null;
        return call.Answer(
            StatusCodes.Status200OK, new([.. page.Rooms.Select(RoomRendering.Body)], next), NativeJsonContext.Default.RoomsBody);
    }
}
