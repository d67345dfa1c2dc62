using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using Command = ChatEs.Domain.Users.ChangeProfile;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PATCH /v1/users/{user}</c> and <c>PATCH /v1/me</c></summary>
internal sealed class ChangeProfile(CommandBus bus, UserDirectory directory, UserQueries users, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("Changes what a user is called.")
    {
        More = "The secret key changes every user of its tenant, a user himself. What is left out or null stays as it is.",
    }
        .Asking(UserPath.Id)
        .Taking(NativeJsonContext.Default.ChangeProfileBody, """{"username":"Bob","first":"Robert"}""", """{"extras":{"team":7}}""")
        .Answering(NativeJsonContext.Default.UserBody, when: "The user as he is now.")
        .Refusing(NativeCodes.UserNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (await call.Body(NativeJsonContext.Default.ChangeProfileBody) is not { } body)
            return call.Problem;
        var type = NativeValues.UserTypeOf(call, body.Type);
        var extras = NativeValues.DocumentOf(call, "extras", body.Extras);
        var (user, problem) = await UserPath.Of(call, directory);
        if ((call.Problem ?? problem) is { } wrong)
            return wrong;

        var command = new Command(user, call.Actor, body.Username, body.First, body.Last, type, extras, body.AvatarUrl);
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        if (outcome.Refusal is { } refusal)
            return refusal;
        return await users.ByNumber(call.Tenant, user, call.Aborted) is { } view
            ? call.Answer(
                StatusCodes.Status200OK, UserRendering.Body(view, await urls.For(call.Http.Request)), NativeJsonContext.Default.UserBody)
            : NativeErrors.UserNotFound(user);
    }
}
