using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using Command = ChatEs.Domain.Users.RegisterUser;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/users</c>: 201, or 200 with the user who has the id already.</summary>
internal sealed class RegisterUser(CommandBus bus, Numbers numbers, UserQueries users, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("Registers a user.")
    {
        More = "Only the secret key. Who has the id already is answered as he is, and nothing of him changes.",
    }
        .Taking(
            NativeJsonContext.Default.RegisterUserBody,
            """{"id":"dora","username":"Dora"}""",
            """{"id":"emil@example.com","username":"Emil","first":"Emil","last":"Meier","type":"admin","extras":{"team":7},"avatarUrl":"https://example.com/emil.png"}""")
        .AnsweringWithLocation(NativeJsonContext.Default.UserBody, StatusCodes.Status201Created, "Registered.")
        .AnsweringWithLocation(NativeJsonContext.Default.UserBody, StatusCodes.Status200OK, "The user was there.");

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.User is not null)
            return NativeErrors.ServerOnly;
        if (await call.Body(NativeJsonContext.Default.RegisterUserBody) is not { } body)
            return call.Problem;
        if (body.Id is null || !Validation.IsExternalId(body.Id))
            call.Invalid("id", body.Id is null ? "Is missing." : NativeValues.ExternalIdRule);
        var type = NativeValues.UserTypeOf(call, body.Type) ?? UserType.Member;
        var extras = NativeValues.DocumentOf(call, "extras", body.Extras);
        if (call.Problem is { } problem)
            return problem;

        var command = new Command(
            await numbers.NextUser(call.Aborted), body.Id!, body.Username, type, body.First, body.Last, extras, body.AvatarUrl);
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        if (outcome.Result is not { } registered)
            return outcome.Refusal;
        var user = await users.ByNumber(call.Tenant, registered.User, call.Aborted)
            ?? throw new InvalidOperationException($"User {registered.User} has no row although the registration was answered.");
        return call.Answer(
            registered.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            UserRendering.Body(user, await urls.For(call.Http.Request)), NativeJsonContext.Default.UserBody, $"/v1/users/{user.Number}");
    }
}
