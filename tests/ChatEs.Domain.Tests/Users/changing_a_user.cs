using ChatEs.Domain.Users;
using Xunit;

namespace ChatEs.Domain.Tests.Users;

public sealed class changing_a_profile
{
    private const string Cat = "https://example.org/cat.png";

    private static readonly UserNumber Ann = new(5);

    private static readonly UserNumber Ben = new(6);

    private static readonly UserRegistered Registered = new(Ann, new("ann@example.org", "Ann"));

    private static readonly UserProfileChanged Whole = new(UserType.Embed, new("Ann", "A.", "B.", "{}"));

    private static readonly ChangeProfile Change = new(Ann, Ann);

    [Fact]
    public void what_is_not_said_stays()
    {
        var ann = Spec.Given(Registered, Whole);
        ann.When(Change with { Username = "Anna" }).Then(Whole with { Personal = Whole.Personal! with { Username = "Anna" } })
            .With(new UserChangedResult(Ann, Changed: true));
        ann.When(Change with { First = "" }).Then(Whole with { Personal = Whole.Personal! with { First = "" } });
        ann.When(Change with { Last = "C." }).Then(Whole with { Personal = Whole.Personal! with { Last = "C." } });
        ann.When(Change with { Extras = "[]" }).Then(Whole with { Personal = Whole.Personal! with { Extras = "[]" } });
    }

    [Fact]
    public void an_address_takes_the_place_of_the_avatar() =>
        Spec.Given(Registered, new UserAvatarSet(People.File(1).File, new(null, "cat.png"))).When(Change with { AvatarUrl = Cat, First = "A." })
            .Then(new UserProfileChanged(UserType.Member, new("Ann", "A.")), new UserAvatarSet(null, new(Cat, null)));

    [Fact]
    public void the_same_again_is_nothing_to_do()
    {
        Spec.Given(Registered).When(Change).ThenNothing().With(new UserChangedResult(Ann, Changed: false));
        Spec.Given(Registered, Whole, new UserAvatarSet(null, new(Cat, null)))
            .When(new ChangeProfile(Ann, Ann, "Ann", "A.", "B.", UserType.Embed, "{}", Cat)).ThenNothing();
    }

    [Fact]
    public void only_the_server_key_changes_the_type()
    {
        Spec.Given(Registered).When(Change with { Type = UserType.Admin })
            .ThenRefused(RefusalCode.NotAllowed, "Only the server key changes the type of a user.");
        Spec.Given(Registered).When(Change with { Type = UserType.Member }).ThenNothing();
        Spec.Given(Registered).When(Change with { By = Actor.Server, Type = UserType.Admin })
            .Then(new UserProfileChanged(UserType.Admin, new("Ann")));
    }

    [Fact]
    public void a_suspended_user_may_be_changed() =>
        Spec.Given(Registered, new UserSuspended()).When(Change with { By = Actor.Server, Username = "Anna" })
            .Then(new UserProfileChanged(UserType.Member, new("Anna")));

    [Fact]
    public void nobody_changes_another_and_learns_nothing_of_him()
    {
        Spec.Given(Registered).When(Change with { By = Ben, Username = "x" }).ThenRefused(RefusalCode.NotAllowed, "A user changes only himself.");
        Spec.Given().When(Change with { By = Ben, Username = "x" }).ThenRefused(RefusalCode.NotAllowed, "A user changes only himself.");
    }

    [Fact]
    public void who_is_not_there_is_not_found() =>
        Spec.Given().When(Change with { By = Actor.Server }).ThenRefused(RefusalCode.UserNotFound, "There is no user 5.");

    [Fact]
    public void an_avatar_is_set_and_taken_away()
    {
        var set = new UserAvatarSet(People.File(1).File, new(null, "cat.png"));
        Spec.Given(Registered).When(new SetUserAvatar(Ann, Ann, Avatar.Of(People.File(1)))).Then(set);
        Spec.Given(Registered, set).When(new SetUserAvatar(Ann, Ann, Avatar.Of(People.File(1)))).ThenNothing();
        Spec.Given(Registered, set).When(new SetUserAvatar(Ann, Actor.Server, Avatar.None)).Then(new UserAvatarSet(null, null));
        Spec.Given(Registered, set).When(new SetUserAvatar(Ann, Ben, Avatar.None)).ThenRefused(RefusalCode.NotAllowed);
        Spec.Given().When(new SetUserAvatar(Ann, Ann, Avatar.None)).ThenRefused(RefusalCode.UserNotFound);
    }
}

public sealed class suspending_a_user
{
    private static readonly UserNumber Ann = new(5);

    private static readonly UserRegistered Registered = new(Ann, new("ann@example.org", "Ann"));

    private static readonly SuspendUser Suspend = new(Ann, Actor.Server);

    private static readonly ReactivateUser Reactivate = new(Ann, Actor.Server);

    [Fact]
    public void the_server_key_suspends_and_reactivates()
    {
        Spec.Given(Registered).When(Suspend).Then(new UserSuspended()).With(new UserChangedResult(Ann, Changed: true));
        Spec.Given(Registered, new UserSuspended()).When(Reactivate).Then(new UserReactivated()).With(new UserChangedResult(Ann, Changed: true));
        Spec.Given(Registered, new UserSuspended(), new UserReactivated()).When(Suspend).Then(new UserSuspended());
    }

    [Fact]
    public void doing_it_again_is_nothing_to_do()
    {
        Spec.Given(Registered, new UserSuspended()).When(Suspend).ThenNothing().With(new UserChangedResult(Ann, Changed: false));
        Spec.Given(Registered).When(Reactivate).ThenNothing().With(new UserChangedResult(Ann, Changed: false));
    }

    [Fact]
    public void no_user_does_it_not_even_to_himself()
    {
        foreach (var by in new UserNumber[] { Ann, new(6) })
        {
            Spec.Given(Registered).When(Suspend with { By = by }).ThenRefused(RefusalCode.NotAllowed, "Only the server key does this.");
            Spec.Given(Registered, new UserSuspended()).When(Reactivate with { By = by }).ThenRefused(RefusalCode.NotAllowed);
            Spec.Given().When(Suspend with { By = by }).ThenRefused(RefusalCode.NotAllowed);
        }
    }

    [Fact]
    public void who_is_not_there_is_not_found()
    {
        Spec.Given().When(Suspend).ThenRefused(RefusalCode.UserNotFound, "There is no user 5.");
        Spec.Given().When(Reactivate).ThenRefused(RefusalCode.UserNotFound, "There is no user 5.");
    }

    [Fact]
    public void who_is_registered_again_stays_suspended() =>
        Spec.Given(Registered, new UserSuspended()).When(new RegisterUser(Ann, "ann@example.org")).ThenNothing()
            .With(new UserRegisteredResult(Ann, Created: false));
}

public sealed class changing_the_secrets_of_a_user
{
    private static readonly UserNumber Ann = new(5);

    private static readonly UserRegistered Registered = new(Ann, new("ann@example.org", "Ann"));

    /// <summary>Each time: the secret itself is not in the log, so nobody can say that it is the same.</summary>
    [Fact]
    public void the_log_says_that_it_happened_and_no_more()
    {
        Spec.Given(Registered, new PasswordChanged()).When(new ChangePassword(Ann, Ann)).Then(new PasswordChanged())
            .With(new UserChangedResult(Ann, Changed: true));
        Spec.Given(Registered, new UserTokenReset()).When(new ResetUserToken(Ann, Ann)).Then(new UserTokenReset())
            .With(new UserChangedResult(Ann, Changed: true));
    }

    [Fact]
    public void the_server_key_may_and_another_user_may_not()
    {
        Spec.Given(Registered).When(new ChangePassword(Ann, Actor.Server)).Then(new PasswordChanged());
        Spec.Given(Registered).When(new ResetUserToken(Ann, Actor.Server)).Then(new UserTokenReset());
        Spec.Given(Registered).When(new ChangePassword(Ann, new UserNumber(6))).ThenRefused(RefusalCode.NotAllowed);
        Spec.Given(Registered).When(new ResetUserToken(Ann, new UserNumber(6))).ThenRefused(RefusalCode.NotAllowed);
    }

    [Fact]
    public void who_is_not_there_is_not_found()
    {
        Spec.Given().When(new ChangePassword(Ann, Ann)).ThenRefused(RefusalCode.UserNotFound);
        Spec.Given().When(new ResetUserToken(Ann, Ann)).ThenRefused(RefusalCode.UserNotFound);
    }
}
