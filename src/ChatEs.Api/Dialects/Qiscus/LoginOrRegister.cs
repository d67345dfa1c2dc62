using System.Text;
using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// <c>POST login_or_register</c>: registers who is not known, and changes what is given of who is. The first password
/// given is kept; later ones must be that one.
/// </summary>
internal sealed class LoginOrRegister(CommandBus bus, Numbers numbers, Passwords passwords, UserQueries users, RoomLists lists, SignedUrls signed)
    : QiscusOperation
{
    private sealed record Login(string UserId, string Username, string? Password, string? AvatarUrl, string? Extras);

    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        var login = Read(call);
        if (call.Problem is { } problem)
            return problem;

        var context = call.Context();
        if (await lists.User(call, login.UserId) is not { } user)
        {
            var registered = await Register(call, login, context);
            if (registered.Result is not { } result)
                return registered.Refusal;
            user = await ByNumber(call, result.User);
            if (result.Created)
                return await SetPassword(call, login, user.Number) ?? await AnswerWith(call, user);
            context = call.Aside; // Somebody else was faster, and the request has its record.
        }
        if (user.SuspendedAt is not null)
            return QiscusErrors.Deactivated(login.UserId);
        if (await CheckPassword(call, login, user.Number) is { } wrong)
            return wrong;
        var changed = await bus.Send(
            new ChangeProfile(user.Number, Actor.Server, login.Username, Extras: login.Extras, AvatarUrl: login.AvatarUrl), context, call.Aborted);
        return changed.Result is null ? changed.Refusal : await AnswerWith(call, await ByNumber(call, user.Number));
    }

    private static Login Read(QiscusCall call)
    {
        var id = call.UserId("user_id");
        if (!id.EnumerateRunes().All(IsAllowed))
            call.Invalid("user_id", "May hold letters, digits and .-_@ only.");
        var password = call.Text("password");
        if (password is { Length: < Passwords.Shortest or > Passwords.Longest })
            call.Invalid("password", $"Must have {Passwords.Shortest} to {Passwords.Longest} characters.");
        return new(id, call.Required("username"), password, call.Url("avatar_url"), call.Document("extras", isObject: true));
    }

    /// <summary>Narrower than what a user id may be elsewhere, as the vendor's page has it.</summary>
    private static bool IsAllowed(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '-' or '_' or '@';

    private async Task<Outcome<UserRegisteredResult>> Register(QiscusCall call, Login login, CommandContext context) => await bus.Send(
        new RegisterUser(
            await numbers.NextUser(call.Aborted), login.UserId, login.Username, Extras: login.Extras, AvatarUrl: login.AvatarUrl),
        context, call.Aborted);

    /// <summary>No address of the client goes into it: all requests come from the app's own server.</summary>
    private async Task<QiscusProblem?> CheckPassword(QiscusCall call, Login login, UserNumber user)
    {
        if (login.Password is not { } password)
            return null;
        if (!await passwords.Has(call.Tenant, user, call.Aborted))
            return await SetPassword(call, login, user);
        return (await passwords.Verify(call.Tenant, login.UserId, password, client: null, call.Aborted)).Refusal;
    }

    private async Task<QiscusProblem?> SetPassword(QiscusCall call, Login login, UserNumber user) => login.Password is { } password
        ? (await passwords.Set(user, Actor.Server, password, call.Aside, call.Aborted)).Refusal
        : null;

    private async Task<UserView> ByNumber(QiscusCall call, UserNumber user) => await users.ByNumber(call.Tenant, user, call.Aborted)
        ?? throw new InvalidOperationException($"User {user} has no row although the registration was answered.");

    private async Task<QiscusProblem?> AnswerWith(QiscusCall call, UserView user) => call.Answer(
        new(RoomRendering.User(user, await signed.For(call.Http.Request))), QiscusJsonContext.Default.EnvelopeUserResults);
}
