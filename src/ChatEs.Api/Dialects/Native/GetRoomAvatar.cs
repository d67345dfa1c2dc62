using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/avatar</c></summary>
internal sealed class GetRoomAvatar(RoomQueries rooms, Avatars avatars) : NativeOperation
{
    protected override Description Describe() => new Description("The avatar of a room: its bytes, or the way to where it is.")
        .AnsweringFile()
        .InRoom(NativeCodes.AvatarNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var number = call.Room();
        if (call.Problem is { } problem)
            return problem;
        return await rooms.Get(call.Tenant, number, call.User, call.Aborted) is { } room
            ? await avatars.Answer(call, room.Avatar, $"Room {number}")
            : NativeErrors.RoomNotFound(number);
    }
}
