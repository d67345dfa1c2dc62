namespace ChatEs.Domain.Users;

public abstract record UserEvent : IDomainEvent;

public sealed record UserRegistered(UserNumber User, UserPersonal? Personal) : UserEvent;

/// <param name="ExternalId">What the tenant calls the user, often an e-mail address: 1 to 255 characters, case-sensitive.</param>
/// <param name="Username">Shown to people.</param>
public sealed record UserPersonal(string ExternalId, string Username);
