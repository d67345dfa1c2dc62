using ChatEs.Domain.Users;
using Shouldly;
using Xunit;

namespace ChatEs.Domain.Tests.Users;

public sealed class evolving_a_user
{
    private sealed record Unheard : UserEvent;

    [Fact]
    public void every_event_is_known_in_every_state()
    {
        typeof(UserEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(UserEvent)))
            .ShouldBe([typeof(UserRegistered)]);

        var active = User.Evolve(User.NotRegistered.Instance, new UserRegistered(new(5), null));
        active.ShouldBe(new User.Active(new(5)));
        User.Evolve(active, new UserRegistered(new(6), null)).ShouldBe(active);
    }

    [Fact]
    public void an_event_that_nobody_told_it_of_is_an_error() =>
        Should.Throw<System.Diagnostics.UnreachableException>(() => User.Evolve(User.NotRegistered.Instance, new Unheard()));
}
