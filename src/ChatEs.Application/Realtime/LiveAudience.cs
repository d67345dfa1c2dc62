using ChatEs.Domain;

namespace ChatEs.Application.Realtime;

/// <summary>Who listens, and to what.</summary>
/// <param name="User">Hears the rooms that he is in and what is told of himself; null is the tenant's own server, which hears all.</param>
/// <param name="Room">Nothing but this room, which he may see.</param>
/// <param name="KeyId">The API key that opened the connection: its revocation closes it. Null for a user's own credential.</param>
public sealed record LiveAudience(string Tenant, UserNumber? User, RoomNumber? Room, string? KeyId)
{
    /// <summary>Besides the rooms that the user is in he hears every public one of the tenant.</summary>
    public bool HearsPublic { get; init; }
}

/// <summary>Why a connection ends that its client did not close.</summary>
public enum LiveEnd
{
    /// <summary>The client took its events more slowly than they came; it may come back and go on after the last one it got.</summary>
    TooSlow,

    /// <summary>Its user was suspended or his token reset, or its key was revoked.</summary>
    NoLongerAdmitted,

    /// <summary>The room that it listened to is no longer one that its user may see.</summary>
    NoLongerInRoom,

    /// <summary>This process stops; another one, or this one started again, goes on.</summary>
    Stopping,
}

/// <summary>Ends the reading of a connection.</summary>
public sealed class LiveEndedException(LiveEnd end) : Exception($"The connection has ended: {end}.")
{
    public LiveEnd End => end;
}
