using ChatEs.Api.Files;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/users/{id}/avatar.jpg</c>: of whatever type the file is.</summary>
internal sealed class GetUserAvatar(AvatarQueries avatars, FileStore files) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call) =>
        call.UserInPath is { } user && await avatars.AvatarOf(call.Tenant, AvatarOwner.User, user.Value, call.Aborted) is { } avatar
            ? await AvatarFile.Write(call, avatar, files)
            : VirolaErrors.AvatarNotFound;
}

/// <summary><c>GET /api/v1/rooms/{id}/avatar.jpg</c>: a room that the user may not see answers as one that is not there.</summary>
internal sealed class GetRoomAvatar(RoomQueries rooms, FileStore files) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call) =>
        call.Room is { } number && await rooms.Get(call.Tenant, number, call.User, call.Aborted) is { } room
            ? await AvatarFile.Write(call, room.Avatar, files)
            : VirolaErrors.RoomNotFound;
}

internal static class AvatarFile
{
    /// <summary>An avatar elsewhere is not fetched for anybody.</summary>
    public static async Task<VirolaProblem?> Write(VirolaCall call, Avatar? avatar, FileStore files)
    {
        if (avatar?.File is not { } stored || await files.Open(call.Tenant, stored.Number, call.Aborted) is not { } file)
            return VirolaErrors.AvatarNotFound;
        await FileContent.Write(call.Http, file with { Details = file.Details with { Name = avatar.FileName ?? file.Details.Name } });
        return null;
    }
}
