using ChatEs.Domain.Users;
using ChatEs.EventStore;

namespace ChatEs.Application.ReadModels.Users;

/// <summary>What a batch does to one user after his registration. The last word on each thing counts.</summary>
internal sealed class UserChange(StreamKey stream, long user)
{
    public StreamKey Stream => stream;

    public long User => user;

    /// <summary>Null: he is called as before.</summary>
    public (UserProfileChanged Event, long Version)? Profile { get; private set; }

    /// <summary>Null: as before.</summary>
    public DateTime? ChangedAt { get; private set; }

    /// <summary>The newest suspension or reactivation; null: as before.</summary>
    public long? StandingVersion { get; private set; }

    public DateTime? SuspendedAt { get; private set; }

    public void Apply(Event e)
    {
        var at = e.Timestamp.UtcDateTime;
        switch (e.Data)
        {
            case UserProfileChanged profile:
                (Profile, ChangedAt) = ((profile, e.Version), at);
                break;
            case UserAvatarSet:
                ChangedAt = at;
                break;
            case UserSuspended:
                (StandingVersion, SuspendedAt) = (e.Version, at);
                break;
            case UserReactivated:
                (StandingVersion, SuspendedAt) = (e.Version, null);
                break;
        }
    }
}

internal static class UserFold
{
    public static IReadOnlyCollection<UserChange> Of(IReadOnlyList<Event> events)
    {
        Dictionary<long, UserChange>? changes = null;
        foreach (var e in events)
        {
            if (e.Data is not (UserProfileChanged or UserAvatarSet or UserSuspended or UserReactivated))
                continue;

            changes ??= [];
            var user = UserStream.UserOf(e);
            if (!changes.TryGetValue(user, out var change))
                changes[user] = change = new(e.Stream, user);
            change.Apply(e);
        }

        return changes is null ? [] : changes.Values;
    }
}
