namespace ChatEs.Domain.Users;

/// <summary>Ends every token of the user. The new one goes to the vault in the same transaction and never comes here.</summary>
public sealed record ResetUserToken(UserNumber User, Actor By) : IUserCommand<UserChangedResult>
{
    public Decision<UserChangedResult> Decide(User user, DateTimeOffset now) => user.Deny(User, By, out _) is { } refusal
        ? refusal
        : Decision<UserChangedResult>.Of(new(User, Changed: true), new UserTokenReset());
}
