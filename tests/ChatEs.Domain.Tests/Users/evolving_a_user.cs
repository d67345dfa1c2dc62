using ChatEs.Domain.Tests.Properties;
using ChatEs.Domain.Users;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Users;

public sealed class evolving_a_user
{
    private static readonly UserRegistered Registered = new(new(5), new("ann@example.org", "Ann"));

    private static readonly User.Active Ann = new(new(5), UserType.Member, new("Ann"), Avatar.None);

    public static TheoryData<UserEvent> EveryEvent =>
    [
        Registered, new UserProfileChanged(UserType.Admin, new("Ann", "A.", "B.", "{}")),
        new UserAvatarSet(People.File(1).File, new(null, "cat.png")), new UserSuspended(), new UserReactivated(), new PasswordChanged(),
        new UserTokenReset(),
    ];

    private sealed record Unheard : UserEvent;

    [Fact]
    public void the_list_of_events_here_is_whole() =>
        EveryEvent.Select(row => row.Data.GetType()).ShouldBe(
            typeof(UserEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(UserEvent))), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(EveryEvent))]
    public void every_event_is_known_in_every_state(UserEvent e)
    {
        foreach (var told in new[] { e, RoomTelling.WithoutPersonal(e) })
        {
            (User.Evolve(Ann, told) is User.Suspended).ShouldBe(told is UserSuspended);
            (User.Evolve(new User.Suspended(Ann), told) is User.Active).ShouldBe(told is UserReactivated);
            if (told is UserRegistered) User.Evolve(User.NotRegistered.Instance, told).ShouldBeOfType<User.Active>();
            else User.Evolve(User.NotRegistered.Instance, told).ShouldBeSameAs(User.NotRegistered.Instance);
        }
    }

    [Fact]
    public void a_profile_and_an_avatar_are_what_was_said_last()
    {
        User.Evolve(User.NotRegistered.Instance, Registered).ShouldBe(Ann);

        var changed = User.Evolve(Ann, new UserProfileChanged(UserType.Admin, new("Ann B.", "Ann", "B.", "{}")));
        changed.ShouldBe(Ann with { Type = UserType.Admin, Profile = new("Ann B.", "Ann", "B.", "{}") });
        User.Evolve(Ann, new UserAvatarSet(null, new("https://example.org/a.png", null)))
            .ShouldBe(Ann with { Avatar = Avatar.At("https://example.org/a.png") });
        User.Evolve(Ann, new UserRegistered(new(6), null)).ShouldBeSameAs(Ann);
    }

    /// <summary>What stays is what a decision may hang on: who he is, of what type, and whether he is suspended.</summary>
    [Fact]
    public void what_is_erased_changes_nothing_structural()
    {
        UserEvent[] life = [.. EveryEvent.Select(row => row.Data), new UserSuspended()];
        var whole = Told(life);
        var erased = Told([.. life.Select(RoomTelling.WithoutPersonal)]);

        (erased.Number, erased.Type, erased.GetType()).ShouldBe((whole.Number, whole.Type, whole.GetType()));
        (erased.Number, erased.Type, erased.GetType()).ShouldBe((new UserNumber(5), UserType.Admin, typeof(User.Suspended)));
    }

    [Fact]
    public void an_event_that_nobody_told_it_of_is_an_error()
    {
        Should.Throw<System.Diagnostics.UnreachableException>(() => User.Evolve(User.NotRegistered.Instance, new Unheard()));
        Should.Throw<System.Diagnostics.UnreachableException>(() => User.Evolve(Ann, new Unheard()));
        Should.Throw<System.Diagnostics.UnreachableException>(() => User.Evolve(new User.Suspended(Ann), new Unheard()));
    }

    private static User.Registered Told(IEnumerable<UserEvent> events) =>
        events.Aggregate<UserEvent, User>(User.NotRegistered.Instance, User.Evolve).ShouldBeAssignableTo<User.Registered>()!;
}

public sealed class loading_a_user_after_an_erasure
{
    private static readonly User.Active Ann = new(new(5), UserType.Member, new("Ann"), Avatar.At("https://example.org/a.png"));

    [Fact]
    public void what_was_forgotten_is_unknown_until_it_is_loaded()
    {
        var forgot = Ann.ForgetPersonal();
        forgot.IsKnown.ShouldBeFalse();
        forgot.With(Ann with { Profile = new("") }).ShouldBe(Ann with { Profile = new("") });
    }

    [Fact]
    public void what_happened_since_it_was_read_stays()
    {
        var suspended = User.Evolve(User.Evolve(Ann.ForgetPersonal(), new UserProfileChanged(UserType.Admin, new("new"))), new UserSuspended());

        suspended.ShouldBeOfType<User.Suspended>().With(Ann)
            .ShouldBe(new User.Suspended(Ann with { Type = UserType.Admin, Profile = new("new") }));
    }
}
