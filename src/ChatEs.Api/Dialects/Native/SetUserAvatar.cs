using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Users.SetUserAvatar;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>PUT /v1/users/{user}/avatar</c> and <c>PUT /v1/me/avatar</c></summary>
internal sealed class SetUserAvatar(Avatars avatars, CommandBus bus, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Gives a user an avatar.")
    {
        More = "The secret key, or the user himself. The bytes of an image as they are, or with Content-Type application/json an address elsewhere.",
    }
        .Asking(UserPath.Id, Uploads.Name)
        .TakingFile(NativeJsonContext.Default.AvatarUrlBody, """{"url":"https://example.com/fox.png"}""")
        .AnsweringNothing()
        .Refusing(UserNotFound, FileTooLarge);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (user, problem) = await UserPath.Of(call, directory);
        if (problem is not null)
            return problem;
        if (await avatars.Read(call) is not { } avatar || call.Problem is not null)
            return call.Problem;
        var outcome = await bus.Send(new Command(user, call.Actor, avatar), call.Context, call.Aborted);
        if (outcome.Refusal is not { } refusal)
            return call.AnswerNothing();
        await avatars.Discard(call, avatar);
        return refusal;
    }
}
