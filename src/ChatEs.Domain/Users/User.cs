using System.Diagnostics;

namespace ChatEs.Domain.Users;

public abstract record User
{
    private User()
    {
    }

    public static User Evolve(User state, UserEvent e) => (state, e) switch
    {
        (NotRegistered, UserRegistered registered) => new Active(
            registered.User, UserType.Member, new ProfilePersonal(registered.Personal?.Username ?? ""), Domain.Avatar.None),
        (Registered user, UserProfileChanged changed) => user with { Type = changed.Type, Profile = changed.Personal ?? new("") },
        (Registered user, UserAvatarSet set) => user with { Avatar = Domain.Avatar.From(set.File, set.Personal) },
        (Active user, UserSuspended) => new Suspended(user),
        (Suspended user, UserReactivated) => new Active(user),

        // No rule asks for secrets.
        (Registered, PasswordChanged or UserTokenReset) => state,

        // No decision makes these: a second registration, suspending twice, or anything before the first event.
        (Registered, UserRegistered) or (Suspended, UserSuspended) or (Active, UserReactivated) => state,
        (NotRegistered, UserProfileChanged or UserAvatarSet or UserSuspended or UserReactivated) => state,
        (NotRegistered, PasswordChanged or UserTokenReset) => state,

        _ => throw new UnreachableException($"{state.GetType().Name} does not know {e.GetType().Name}."),
    };

    public sealed record NotRegistered : User
    {
        public static readonly NotRegistered Instance = new();

        private NotRegistered()
        {
        }
    }

    /// <param name="Profile">Null when something of it was erased since it was loaded: then it is unknown.</param>
    /// <param name="Avatar">Null when it is unknown.</param>
    public abstract record Registered(UserNumber Number, UserType Type, ProfilePersonal? Profile, Avatar? Avatar) : User
    {
        public bool IsKnown => Profile is not null && Avatar is not null;

        /// <summary>
        /// Takes over what is unknown here. The rest stays: an event may have changed it after <paramref name="loaded"/>
        /// was read, and a suspension would be lost.
        /// </summary>
        public Registered With(Registered loaded) =>
            this with { Profile = Profile ?? loaded.Profile, Avatar = Avatar ?? loaded.Avatar };

        /// <summary>Something personal was erased, and which of it this state cannot say.</summary>
        public Registered ForgetPersonal() => this with { Profile = null, Avatar = null };
    }

    public sealed record Active : Registered
    {
        public Active(UserNumber number, UserType type, ProfilePersonal profile, Avatar avatar) : base(number, type, profile, avatar)
        {
        }

        internal Active(Suspended user) : base(user)
        {
        }
    }

    /// <summary>Does nothing; what others do to him, such as changing his profile, goes on.</summary>
    public sealed record Suspended : Registered
    {
        public Suspended(Active user) : base(user)
        {
        }
    }
}
