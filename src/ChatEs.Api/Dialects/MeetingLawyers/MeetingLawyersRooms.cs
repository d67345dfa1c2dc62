using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>Which room a request means, and whether its user may look into it: in a private one he has to be a participant.</summary>
internal sealed class MeetingLawyersRooms(RoomQueries rooms)
{
    /// <returns>Null when he may.</returns>
    public async Task<MeetingLawyersProblem?> WhyNot(MeetingLawyersCall call, long number, CancellationToken cancellation)
    {
        if (number is < 1 or > RoomNumber.Max)
            return MeetingLawyersErrors.RoomNotFound;
        if (await rooms.IsVisible(call.Tenant, new(number), call.User, cancellation))
            return null;
        return await rooms.IsVisible(call.Tenant, new(number), viewer: null, cancellation)
            ? MeetingLawyersErrors.NotInRoom
            : MeetingLawyersErrors.RoomNotFound;
    }
}
