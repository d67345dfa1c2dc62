using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/users/{user}</c></summary>
internal sealed class GetUser(UserDirectory directory, UserQueries users, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("One user.") { More = "The secret key sees every user of its tenant, a user himself." }
        .Asking(UserPath.Id)
        .AnsweringTagged(NativeJsonContext.Default.UserBody)
        .Refusing(NativeCodes.UserNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (number, problem) = await UserPath.Of(call, directory);
        if (problem is not null)
            return problem;
        return await users.ByNumber(call.Tenant, number, call.Aborted) is { } user
            ? call.AnswerTagged(UserRendering.Body(user, await urls.For(call.Http.Request)), NativeJsonContext.Default.UserBody)
            : NativeErrors.UserNotFound(number);
    }
}
