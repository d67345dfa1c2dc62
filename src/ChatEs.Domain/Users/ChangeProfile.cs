using FluentValidation;

namespace ChatEs.Domain.Users;

/// <summary>Changes what a user is called. Null leaves a member as it is. A user changes his own; the server key anyone's.</summary>
/// <param name="Type">Only the server key says what kind of user somebody is.</param>
/// <param name="AvatarUrl">An address elsewhere; a stored file comes by <see cref="SetUserAvatar"/>.</param>
public sealed record ChangeProfile(
    UserNumber User, Actor By, string? Username = null, string? First = null, string? Last = null, UserType? Type = null,
    string? Extras = null, string? AvatarUrl = null)
    : IUserCommand<UserChangedResult>
{
    public sealed class Validator : AbstractValidator<ChangeProfile>
    {
        public Validator()
        {
            RuleFor(c => c.Username).TextOrNone(Validation.LongestName);
            RuleFor(c => c.First).TextOrNone(Validation.LongestName);
            RuleFor(c => c.Last).TextOrNone(Validation.LongestName);
            RuleFor(c => c.Type).IsInEnum().WithMessage("The type of user is unknown.");
            RuleFor(c => c.Extras).TextOrNone(Validation.LongestDocument);
            RuleFor(c => c.AvatarUrl).UrlOrNone();
        }
    }

    public Decision<UserChangedResult> Decide(User user, DateTimeOffset now)
    {
        if (user.Deny(User, By, out var known) is { } refusal) return refusal;
        if (Type is not null && By.User is not null && Type != known.Type)
            return Refusals.NotAllowed("Only the server key changes the type of a user.");

        var old = known.Profile!;
        var profile = new ProfilePersonal(Username ?? old.Username, First ?? old.First, Last ?? old.Last, Extras ?? old.Extras);
        var avatar = AvatarUrl is null ? known.Avatar! : Avatar.At(AvatarUrl);

        List<IDomainEvent> events = [];
        if (profile != old || (Type ?? known.Type) != known.Type) events.Add(new UserProfileChanged(Type ?? known.Type, profile));
        if (avatar != known.Avatar) events.Add(new UserAvatarSet(null, avatar.Personal));
        return Decision<UserChangedResult>.Of(new(User, Changed: events.Count > 0), events);
    }
}

public sealed record UserChangedResult(UserNumber User, bool Changed);

internal static class UserAccess
{
    /// <summary>Why <paramref name="by"/> may not change this user; null when he may: it is himself, or the server key.</summary>
    public static Refusal? Deny(this User user, UserNumber number, Actor by, out User.Registered registered)
    {
        registered = (user as User.Registered)!;
        if (by.User is { } other && other != number) return Refusals.NotAllowed("A user changes only himself.");

        return registered is null ? Refusals.UserNotFound(number) : null;
    }

    /// <summary>As above, where even he himself may not.</summary>
    public static Refusal? DenyAllButServer(this User user, UserNumber number, Actor by, out User.Registered registered)
    {
        registered = (user as User.Registered)!;
        if (by.User is not null) return Refusals.NotAllowed("Only the server key does this.");

        return registered is null ? Refusals.UserNotFound(number) : null;
    }
}
