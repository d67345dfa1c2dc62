using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Rooms;

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
            await page.Add(RoomRendering.Body(room, peers.GetValueOrDefault(room.Number)), VirolaJsonContext.Default.RoomBody, call.Aborted);
        page.Frame.WriteEndArray();
        page.Frame.WriteEndObject();
        return null;
    }
}
