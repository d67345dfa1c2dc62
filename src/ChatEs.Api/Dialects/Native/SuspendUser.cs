using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Users.SuspendUser;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/users/{user}/suspend</c></summary>
internal sealed class SuspendUser(CommandBus bus, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Suspends a user.")
    {
        More = "Only the secret key. Within a second every process refuses what he asks for; what he did stays.",
    }
        .Asking(UserPath.Id)
        .Answering(NativeJsonContext.Default.ChangedBody)
        .Refusing(UserNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        await call.NoBody();
        if (call.User is not null)
            return NativeErrors.ServerOnly;
        var (user, problem) = await UserPath.Of(call, directory);
        if (problem is not null)
            return problem;
        var outcome = await bus.Send(new Command(user, call.Actor), call.Context, call.Aborted);
        return outcome.Result is { } done
            ? call.Answer(StatusCodes.Status200OK, new(done.Changed), NativeJsonContext.Default.ChangedBody)
            : outcome.Refusal;
    }
}
