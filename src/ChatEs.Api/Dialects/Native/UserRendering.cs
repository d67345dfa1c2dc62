using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Users;

namespace ChatEs.Api.Dialects.Native;

internal static class UserRendering
{
    public static UserRefBody Ref(UserView user) => new(user.Number.Value, user.ExternalId, user.Username);

    public static UserBody Body(UserView user, FileUrls urls) => new(
        user.Number.Value, user.ExternalId, user.Username, user.First, user.Last, NativeValues.Word(user.Type),
        RawJson.Of(user.Extras), RoomRendering.Avatar(user.Avatar, urls), user.RegisteredAt.UtcDateTime,
        user.ChangedAt?.UtcDateTime, user.SuspendedAt?.UtcDateTime);
}
