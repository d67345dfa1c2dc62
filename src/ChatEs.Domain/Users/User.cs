using System.Diagnostics;

namespace ChatEs.Domain.Users;

public abstract record User
{
    private User()
    {
    }

    public static User Evolve(User state, UserEvent e) => (state, e) switch
    {
        (NotRegistered, UserRegistered registered) => new Active(registered.User),

        // No decision makes a second registration.
        (Active, UserRegistered) => state,

        _ => throw new UnreachableException($"{state.GetType().Name} does not know {e.GetType().Name}."),
    };

    public sealed record NotRegistered : User
    {
        public static readonly NotRegistered Instance = new();

        private NotRegistered()
        {
        }
    }

    public sealed record Active(UserNumber Number) : User;
}
