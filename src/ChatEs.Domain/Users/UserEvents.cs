namespace ChatEs.Domain.Users;

// As with rooms: structural members at the top level, what a person is called by under Personal.

public enum UserType
{
    Member,
    Admin,
    /// <summary>Came through a page that embeds the chat and vouches for him.</summary>
    Embed,
    /// <summary>Came through a page that embeds the chat; nobody vouches for who he is.</summary>
    EmbedInsecure,
}

public abstract record UserEvent : IDomainEvent;

public sealed record UserRegistered(UserNumber User, UserPersonal? Personal) : UserEvent;

/// <param name="ExternalId">What the tenant calls the user, often an e-mail address: 1 to 255 characters, case-sensitive.</param>
/// <param name="Username">Shown to people.</param>
public sealed record UserPersonal(string ExternalId, string Username);

/// <summary>The user is this from now on: the whole of it, also what stays as it was.</summary>
public sealed record UserProfileChanged(UserType Type, ProfilePersonal? Personal) : UserEvent;

/// <param name="First">First name; null for none.</param>
/// <param name="Extras">A JSON document of the caller, kept as the exact string that came; null for none.</param>
public sealed record ProfilePersonal(string Username, string? First = null, string? Last = null, string? Extras = null);

/// <summary>A stored file, or an address elsewhere under Personal, or neither: the user has no avatar any more.</summary>
public sealed record UserAvatarSet(StoredFile? File, AvatarPersonal? Personal) : UserEvent;

/// <summary>The user does nothing from now on; what he did stays.</summary>
public sealed record UserSuspended : UserEvent;

public sealed record UserReactivated : UserEvent;

/// <summary>That it was changed. The password's hash is in the vault and never in the log.</summary>
public sealed record PasswordChanged : UserEvent;

/// <summary>The tokens that the user had open nothing any more. The new one is in the vault, as its SHA-256.</summary>
public sealed record UserTokenReset : UserEvent;
