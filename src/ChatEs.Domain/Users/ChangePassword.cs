namespace ChatEs.Domain.Users;

/// <summary>
/// The hash goes to the vault in the same transaction and never comes here. Whoever sends this for a user has looked that
/// he knows the old password.
/// </summary>
public sealed record ChangePassword(UserNumber User, Actor By) : IUserCommand<UserChangedResult>
{
    public Decision<UserChangedResult> Decide(User user, DateTimeOffset now) => user.Deny(User, By, out _) is { } refusal
        ? refusal
        : Decision<UserChangedResult>.Of(new(User, Changed: true), new PasswordChanged());
}
