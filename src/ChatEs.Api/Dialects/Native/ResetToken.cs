using ChatEs.Application.Tenancy;
using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/users/{user}/token</c> and <c>POST /v1/me/token</c></summary>
internal sealed class ResetToken(UserTokens tokens, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Gives a user a new token and ends those he had.")
    {
        More = "The secret key, or the user himself. A secret is kept nowhere: the same request again gives another token, whatever its Idempotency-Key.",
    }
        .Asking(UserPath.Id)
        .Answering(NativeJsonContext.Default.TokenBody)
        .Refusing(UserNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        await call.NoBody();
        var (user, problem) = await UserPath.Of(call, directory);
        if ((call.Problem ?? problem) is { } wrong)
            return wrong;
        var outcome = await tokens.Reset(user, call.Actor, call.Context, call.Aborted);
        return outcome.Result is { } reset
            ? call.Answer(StatusCodes.Status200OK, new(user.Value, reset.Token), NativeJsonContext.Default.TokenBody)
            : outcome.Refusal;
    }
}
