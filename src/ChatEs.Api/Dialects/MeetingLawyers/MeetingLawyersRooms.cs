using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>Which room a request means, and whether its user may look into it: in a private one he has to be a participant.</summary>
internal sealed class MeetingLawyersRooms(RoomQueries rooms)
{
    public async Task<(RoomView? Room, MeetingLawyersProblem? Problem)> Find(MeetingLawyersCall call, long number, CancellationToken cancellation)
    {
        if (number is < 1 or > RoomNumber.Max)
            return (null, MeetingLawyersErrors.RoomNotFound);
        if (await rooms.Get(call.Tenant, new(number), call.User, cancellation) is { } room)
            return (room, null);
        var exists = await rooms.Get(call.Tenant, new(number), viewer: null, cancellation) is not null;
        return (null, exists ? MeetingLawyersErrors.NotInRoom : MeetingLawyersErrors.RoomNotFound);
    }
}
