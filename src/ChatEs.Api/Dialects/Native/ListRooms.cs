using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms</c>: the caller's rooms, last activity first; or the one with a key.</summary>
internal sealed class ListRooms(RoomQueries rooms, SignedUrls urls) : NativeOperation
{
    private const int MostRooms = 100;
    private const int UsualRooms = 50;

    private static readonly string[] PageValues = ["limit", "after", "kind", "archived", "pinned"];

    protected override Description Describe() => new Description("The rooms that the user is in, last activity first; or the one room with a key.")
    {
        More = "With key the answer is the room itself, also a public one that the user is not in. A bare secret key names the user for the list.",
    }
        .Asking(
            QueryValue.Limit(MostRooms, UsualRooms), QueryValue.After,
            new QueryValue("kind", "Only rooms of this kind; several may be given.") { Words = ["group", "single", "channel"], Repeated = true },
            new QueryValue("archived", "Only archived rooms, or only others.", "boolean"),
            new QueryValue("pinned", "Only rooms that the user has pinned, or only others.", "boolean"),
            new QueryValue("key", "Your own name of a room; goes with nothing else.") { Most = Validation.LongestExternalId })
        .AnsweringTagged(NativeJsonContext.Default.RoomsBody)
        .Answering(NativeJsonContext.Default.RoomBody, when: "With key: the room.")
        .InRoom();

    protected override Task<NativeProblem?> Answer(NativeCall call) =>
        call.Query("key") is null ? AnswerPage(call) : AnswerOne(call);

    private async Task<NativeProblem?> AnswerOne(NativeCall call)
    {
        if (PageValues.Any(name => call.Query(name) is not null))
            call.Invalid("key", $"Goes with none of {string.Join(", ", PageValues)}.");
        var key = call.ExternalId("key");
        if (call.Problem is { } problem)
            return problem;
        return await rooms.ByKey(call.Tenant, key, call.User, call.Aborted) is { } room
            ? call.AnswerTagged(RoomRendering.Body(room, await urls.For(call.Http.Request)), NativeJsonContext.Default.RoomBody)
            : NativeErrors.RoomNotFound(key);
    }

    private async Task<NativeProblem?> AnswerPage(NativeCall call)
    {
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var limit = call.Limit(MostRooms, UsualRooms);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new RoomCursor(cursor.Time, new(cursor.Number)) : null;
        var filter = new RoomFilter(Kinds(call), NativeValues.FlagOf(call, "archived"), NativeValues.FlagOf(call, "pinned"));
        if (call.Problem is { } problem)
            return problem;

        var page = await rooms.OfUser(call.Tenant, user, filter, after, limit, call.Aborted);
        return call.AnswerTagged(RoomRendering.Page(page, await urls.For(call.Http.Request)), NativeJsonContext.Default.RoomsBody);
    }

    private static List<RoomKind>? Kinds(NativeCall call) => call.Query("kind") is null
        ? null
        : [.. call.Http.Request.Query["kind"].Select(word => NativeValues.RoomKindOf(call, word)).Distinct()];
}
