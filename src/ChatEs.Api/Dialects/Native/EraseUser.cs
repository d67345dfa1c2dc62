using ChatEs.Application.Erasing;
using ChatEs.Application.Tenancy;
using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/users/{user}?erase=true</c>: 204, also when he was erased before.</summary>
internal sealed class EraseUser(UserErasure erasure, UserDirectory directory) : NativeOperation
{
    private static readonly QueryValue Erase = new("erase", "Must be true: there is no other way to remove a user.", "boolean") { Required = true, Example = "true" };

    protected override Description Describe() => new Description("Erases a user: what he wrote and what he is called by, in every room, for good.")
    {
        More = "Only a secret key that acts for no user. He is suspended first. It takes two seconds at least, and as long as reading the whole log does; after an interruption the same request does what is left. What he did stays, under his number.",
    }
        .Asking(Erase, UserPath.Id)
        .AnsweringNothing()
        .Refusing(UserNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (!call.IsServer || call.User is not null)
            return NativeErrors.ServerOnly;
        if (call.Query(Erase.Name) is not "true")
            call.Invalid(Erase.Name, "Must be true; to keep what he wrote, suspend him.");
        var (user, problem) = await UserPath.Of(call, directory);
        if (problem is not null)
            return problem;
        // Whoever hangs up: half an erasure is none.
        var outcome = await erasure.Erase(user, call.Context, progress: null, CancellationToken.None);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
