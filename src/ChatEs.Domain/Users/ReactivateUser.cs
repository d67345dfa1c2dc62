namespace ChatEs.Domain.Users;

public sealed record ReactivateUser(UserNumber User, Actor By) : IUserCommand<UserChangedResult>
{
    public Decision<UserChangedResult> Decide(User user, DateTimeOffset now)
    {
        if (user.DenyAllButServer(User, By, out var known) is { } refusal) return refusal;

        return known is User.Active
            ? Decision<UserChangedResult>.Nothing(new(User, Changed: false))
            : Decision<UserChangedResult>.Of(new(User, Changed: true), new UserReactivated());
    }
}
