using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PUT /v1/users/{user}/password</c> and <c>PUT /v1/me/password</c></summary>
internal sealed class SetPassword(Passwords passwords, UserQueries users, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Gives a user a password.")
    {
        More = "The secret key, or the user himself, who says the old one where he has one.",
    }
        .Asking(UserPath.Id)
        .Taking(NativeJsonContext.Default.PasswordBody, """{"new":"correct horse battery"}""")
        .AnsweringNothing()
        .Refusing(UserNotFound, WrongPassword, TooManyAttempts);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (await call.Body(NativeJsonContext.Default.PasswordBody) is not { } body)
            return call.Problem;
        if (body.New is not { Length: >= Passwords.Shortest and <= Passwords.Longest } || !Validation.CanBeStored(body.New))
            call.Invalid("new", body.New is null ? "Is missing." : $"Must have {Passwords.Shortest} to {Passwords.Longest} characters.");
        var (user, problem) = await UserPath.Of(call, directory);
        if ((call.Problem ?? problem ?? await WhyNot(call, user, body.Old)) is { } wrong)
            return wrong;
        var outcome = await passwords.Set(user, call.Actor, body.New!, call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }

    /// <summary>A stolen token must not be enough to lock its user out.</summary>
    private async Task<NativeProblem?> WhyNot(NativeCall call, UserNumber user, string? old)
    {
        if (call.User is null || !await passwords.Has(call.Tenant, user, call.Aborted))
            return null;
        if (old is null)
        {
            call.Invalid("old", "Is missing.");
            return call.Problem;
        }
        if (await users.ByNumber(call.Tenant, user, call.Aborted) is not { } known)
            return NativeErrors.UserNotFound(user);
        return (await passwords.Verify(call.Tenant, known.ExternalId, old, call.Http.Connection.RemoteIpAddress, call.Aborted)).Refusal;
    }
}
