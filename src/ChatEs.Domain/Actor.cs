namespace ChatEs.Domain;

/// <summary>
/// Who asks. A user obeys the rules; the tenant's server key (no user) may do anything in its tenant.
/// </summary>
public readonly record struct Actor(UserNumber? User)
{
    public static Actor Server => default;

    public static implicit operator Actor(UserNumber user) => new(user);
}
