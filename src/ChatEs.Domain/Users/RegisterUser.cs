using System.Globalization;
using FluentValidation;

namespace ChatEs.Domain.Users;

/// <param name="Username">Shown to people; the external id where there is none.</param>
public sealed record RegisterUser(UserNumber User, string ExternalId, string? Username = null)
    : IUserCommand<UserRegisteredResult>, IClaimName
{
    public sealed class Validator : AbstractValidator<RegisterUser>
    {
        public Validator()
        {
            RuleFor(c => c.ExternalId).ExternalId();
            RuleFor(c => c.Username!).Text(Validation.LongestName).When(c => c.Username is not null);
        }
    }

    public bool StartsStream => true;

    public ICommand UponOwner(string kind, string owner) =>
        this with { User = new UserNumber(long.Parse(owner, CultureInfo.InvariantCulture)) };

    /// <summary>A user who is there already is answered too: it is how every caller of a race for one external id gets its one user.</summary>
    public Decision<UserRegisteredResult> Decide(User user, DateTimeOffset now) => user is User.Active active
        ? Decision<UserRegisteredResult>.Nothing(new(active.Number, Created: false))
        : Decision<UserRegisteredResult>
            .Of(new(User, Created: true), new UserRegistered(User, new(ExternalId, Username ?? ExternalId)))
            .Reserving(new Reservation("user", ExternalId, User.ToString()));
}

/// <param name="Created">False when the user was there already.</param>
public sealed record UserRegisteredResult(UserNumber User, bool Created);
