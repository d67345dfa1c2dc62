using FluentValidation;

namespace ChatEs.Domain.Users;

/// <param name="Avatar"><see cref="Domain.Avatar.None"/> takes the old one away.</param>
public sealed record SetUserAvatar(UserNumber User, Actor By, Avatar Avatar) : IUserCommand<UserChangedResult>
{
    public sealed class Validator : AbstractValidator<SetUserAvatar>
    {
        public Validator() => RuleFor(c => c.Avatar).Avatar();
    }

    public Decision<UserChangedResult> Decide(User user, DateTimeOffset now)
    {
        if (user.Deny(User, By, out var known) is { } refusal) return refusal;

        return known.Avatar == Avatar
            ? Decision<UserChangedResult>.Nothing(new(User, Changed: false))
            : Decision<UserChangedResult>.Of(new(User, Changed: true), new UserAvatarSet(Avatar.File, Avatar.Personal));
    }
}
