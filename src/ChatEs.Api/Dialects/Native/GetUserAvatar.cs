using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/users/{user}/avatar</c> and <c>GET /v1/me/avatar</c></summary>
internal sealed class GetUserAvatar(UserDirectory directory, UserQueries users, Avatars avatars) : NativeOperation
{
    protected override Description Describe() => new Description("The avatar of a user: its bytes, or the way to where it is.")
        .Asking(UserPath.Id)
        .AnsweringFile()
        .Refusing(NativeCodes.UserNotFound, NativeCodes.AvatarNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (number, problem) = await UserPath.Of(call, directory);
        if (problem is not null)
            return problem;
        return await users.ByNumber(call.Tenant, number, call.Aborted) is { } user
            ? await avatars.Answer(call, user.Avatar, $"User {number}")
            : NativeErrors.UserNotFound(number);
    }
}
