using ChatEs.Domain.Users;
using Xunit;

namespace ChatEs.Domain.Tests.Users;

public sealed class registering_a_user
{
    private static readonly RegisterUser Ann = new(new(5), "ann@example.org", "Ann");

    [Fact]
    public void the_external_id_is_reserved_for_the_number() =>
        Spec.Given().When(Ann).Then(new UserRegistered(new(5), new("ann@example.org", "Ann")))
            .With(new UserRegisteredResult(new(5), Created: true)).Reserving(new Reservation("user", "ann@example.org", "5"));

    [Fact]
    public void who_has_no_name_is_called_by_the_external_id() =>
        Spec.Given().When(Ann with { Username = null })
            .Then(new UserRegistered(new(5), new("ann@example.org", "ann@example.org")));

    [Fact]
    public void a_profile_and_an_avatar_follow_in_events_of_their_own()
    {
        Spec.Given().When(Ann with { Type = UserType.Admin, First = "A.", Last = "B.", Extras = "{}", AvatarUrl = "https://example.org/a" })
            .Then(
                new UserRegistered(new(5), new("ann@example.org", "Ann")),
                new UserProfileChanged(UserType.Admin, new("Ann", "A.", "B.", "{}")),
                new UserAvatarSet(null, new("https://example.org/a", null)));
        Spec.Given().When(Ann with { Username = null, Type = UserType.Embed })
            .Then(
                new UserRegistered(new(5), new("ann@example.org", "ann@example.org")),
                new UserProfileChanged(UserType.Embed, new("ann@example.org")));
    }

    [Fact]
    public void who_loses_the_race_gets_the_user_of_the_other() =>
        Assert.Equal((new UserNumber(99), false), (RegisterUser)Ann.UponOwner("user", "99") is var upon ? (upon.User, upon.StartsStream) : default);

    [Fact]
    public void a_user_who_is_there_is_the_answer() =>
        Spec.Given(new UserRegistered(new(5), new("ann@example.org", "Ann"))).When(Ann).ThenNothing()
            .With(new UserRegisteredResult(new(5), Created: false));

    [Fact]
    public void an_external_id_with_wrong_characters_is_invalid()
    {
        string[] ids = ["", "a\u0000", "a\u001f", "a\u007f", "a\u009f", "\ud83d", null!];
        foreach (var id in ids) Spec.Given().When(Ann with { ExternalId = id }).ThenInvalid("ExternalId");
    }

    [Fact]
    public void nobody_is_called_like_an_erased_user()
    {
        Spec.Given().When(Ann with { ExternalId = "erased-17" }).ThenInvalid("ExternalId");
        Spec.Given().When(Ann with { ExternalId = "erased-ann" })
            .Then(new UserRegistered(new(5), new("erased-ann", "Ann")));
    }

    [Fact]
    public void an_external_id_has_at_most_255_characters()
    {
        Spec.Given().When(Ann with { ExternalId = new('x', 256) }).ThenInvalid("ExternalId");
        Spec.Given().When(Ann with { ExternalId = new('x', 255) })
            .Then(new UserRegistered(new(5), new(new('x', 255), "Ann")));
    }

    [Fact]
    public void a_space_and_any_script_may_stand_in_an_external_id() =>
        Spec.Given().When(Ann with { ExternalId = "Ünal 名 \U0001F600" })
            .Then(new UserRegistered(new(5), new("Ünal 名 \U0001F600", "Ann")));

    [Fact]
    public void a_name_that_cannot_be_stored_is_invalid()
    {
        Spec.Given().When(Ann with { Username = "a\0" }).ThenInvalid("Username");
        Spec.Given().When(Ann with { Username = new('n', 1_001) }).ThenInvalid("Username");
    }
}
