using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/room-permissions/{id}</c>: whoever sees a room may write in it, as long as it is not archived.</summary>
internal sealed class GetRoomPermissions(RoomQueries rooms) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (call.Room is not { } number || await rooms.Get(call.Tenant, number, call.User, call.Aborted) is not { } room)
            return VirolaErrors.RoomNotFound;
        var permissions = new RoomPermissionsBody(new(isOpen: room.ArchivedAt is null), number.Value);
        return call.Answer(new(StatusCodes.Status200OK, permissions), VirolaJsonContext.Default.PermissionsAnswer);
    }
}
