using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Users.SetUserAvatar;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>DELETE /v1/users/{user}/avatar</c> and <c>DELETE /v1/me/avatar</c></summary>
internal sealed class RemoveUserAvatar(CommandBus bus, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Takes the avatar from a user.") { More = "The secret key, or the user himself." }
        .Asking(UserPath.Id)
        .AnsweringNothing()
        .Refusing(UserNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (user, problem) = await UserPath.Of(call, directory);
        if (problem is not null)
            return problem;
        var outcome = await bus.Send(new Command(user, call.Actor, Avatar.None), call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? refusal : call.AnswerNothing();
    }
}
