using System.Globalization;
using FluentValidation;

namespace ChatEs.Domain.Users;

/// <param name="Username">Shown to people; the external id where there is none.</param>
/// <param name="Type">Kept, like all that follows, only where this call registers the user.</param>
public sealed record RegisterUser(
    UserNumber User, string ExternalId, string? Username = null, UserType Type = UserType.Member, string? First = null,
    string? Last = null, string? Extras = null, string? AvatarUrl = null)
    : IUserCommand<UserRegisteredResult>, IClaimName
{
    public sealed class Validator : AbstractValidator<RegisterUser>
    {
        public Validator()
        {
            RuleFor(c => c.ExternalId).ExternalId();
            RuleFor(c => c.Username).TextOrNone(Validation.LongestName);
            RuleFor(c => c.Type).IsInEnum().WithMessage("The type of user is unknown.");
            RuleFor(c => c.First).TextOrNone(Validation.LongestName);
            RuleFor(c => c.Last).TextOrNone(Validation.LongestName);
            RuleFor(c => c.Extras).TextOrNone(Validation.LongestDocument);
            RuleFor(c => c.AvatarUrl).UrlOrNone();
        }
    }

    /// <summary>The user is there: what is known of him is to be loaded, not supposed to be nothing.</summary>
    public bool IsThere { get; private init; }

    public bool StartsStream => !IsThere;

    public ICommand UponOwner(string kind, string owner) =>
        this with { User = new UserNumber(long.Parse(owner, CultureInfo.InvariantCulture)), IsThere = true };

    /// <summary>A user who is there already is answered too: it is how every caller of a race for one external id gets its one user.</summary>
    public Decision<UserRegisteredResult> Decide(User user, DateTimeOffset now) => user is User.Registered registered
        ? Decision<UserRegisteredResult>.Nothing(new(registered.Number, Created: false))
        : Decision<UserRegisteredResult>.Of(new(User, Created: true), Events())
            .Reserving(new Reservation("user", ExternalId, User.ToString()));

    private List<IDomainEvent> Events()
    {
        var username = Username ?? ExternalId;
        List<IDomainEvent> events = [new UserRegistered(User, new(ExternalId, username))];
        if (Type != UserType.Member || (First ?? Last ?? Extras) is not null)
            events.Add(new UserProfileChanged(Type, new(username, First, Last, Extras)));
        if (AvatarUrl is not null) events.Add(new UserAvatarSet(null, Avatar.At(AvatarUrl).Personal));
        return events;
    }
}

/// <param name="Created">False when the user was there already.</param>
public sealed record UserRegisteredResult(UserNumber User, bool Created);
