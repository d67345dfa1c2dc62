using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/users</c>: 201, or 200 with the user who has the id already.</summary>
internal sealed class RegisterUser(UserDirectory directory, UserQueries users) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (!call.IsServer)
            return NativeErrors.ServerOnly;
        if (await call.Body(NativeJsonContext.Default.RegisterUserBody) is not { } body)
            return call.Problem;
        if (body.Id is null || !Validation.IsExternalId(body.Id))
            call.Invalid("id", body.Id is null ? "Is missing." : $"Must be 1 to {Validation.LongestExternalId} characters without control characters.");
        if (call.Problem is { } problem)
            return problem;

        var outcome = await directory.Register(body.Id!, body.Username, call.Context, call.Aborted);
        if (outcome.Result is not { } registered)
            return outcome.Refusal;
        var user = await users.ByNumber(call.Tenant, registered.User, call.Aborted)
            ?? throw new InvalidOperationException($"User {registered.User} has no row although the registration was answered.");
        return call.Answer(
            registered.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, GetMe.Body(user), NativeJsonContext.Default.UserBody);
    }
}
