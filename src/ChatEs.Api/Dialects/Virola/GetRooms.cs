using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/rooms</c>: the user's own rooms and every public one, archived ones too, the one posted in last first.</summary>
internal sealed class GetRooms(RoomQueries rooms, RoomPeople people) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        var peers = await people.Peers(call.Tenant, call.User, call.Aborted);
        await using var page = await JsonPage.Begin(call.Http.Response, VirolaCall.ContentType, call.Aborted);
        page.Frame.WriteStartObject();
        page.Frame.WriteNumber("httpStatusCode", StatusCodes.Status200OK);
        page.Frame.WriteStartArray("rooms");
        await foreach (var room in rooms.VisibleTo(call.Tenant, call.User, call.Aborted))
            await page.Add(Body(room, peers), VirolaJsonContext.Default.RoomBody, call.Aborted);
        page.Frame.WriteEndArray();
        page.Frame.WriteEndObject();
        return null;
    }

    private static RoomBody Body(RoomView room, IReadOnlyDictionary<RoomNumber, string> peers) => new(
        room.CreatedAt.ToUnixTimeMilliseconds(),
        NameOf(room, peers),
        (room.UpdatedAt ?? room.CreatedAt).ToUnixTimeMilliseconds(),
        room.Number.Value,
        room.Visibility == RoomVisibility.Public ? "Public" : "Private",
        room.Unread ?? 0,
        room.ArchivedAt is not null,
        room.Moderator ?? false,
        room.PinnedAt is not null,
        room.LastShown is { } last ? new(last.ShownAt.ToUnixTimeMilliseconds(), last.Number.IdIn(room.Number)) : null);

    /// <summary>It is what the client shows: a room of two without a name is called as the other one.</summary>
    private static string NameOf(RoomView room, IReadOnlyDictionary<RoomNumber, string> peers) =>
        room.Name.Length > 0 ? room.Name : peers.GetValueOrDefault(room.Number) ?? room.Key ?? "";
}
