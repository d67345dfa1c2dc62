using ChatEs.Application.Files;
using ChatEs.Domain;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Files;

public sealed class attaching_and_clearing_up(FileWorld<attaching_and_clearing_up> world) : IClassFixture<FileWorld<attaching_and_clearing_up>>
{
    [Fact]
    public async Task gives_files_in_the_order_asked_under_their_names()
    {
        var (one, two) = (await world.Save([1], "one", world.Ann), await world.Save([2], "two", world.Ann));
        var got = await world.Store.Get("acme", world.Ann, isServer: false, [two.Number, one.Number], default);
        got.Result!.Files.ShouldBe([new NamedFile(two, "two"), new NamedFile(one, "one")]);
        (await world.Store.Get("acme", world.Ann, isServer: false, [], default)).Result!.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ann", false, "ann", true)]
    [InlineData("ben", false, "ann", false)]
    [InlineData("ann", false, null, false)]
    [InlineData("ann", true, null, true)]
    [InlineData("ben", true, "ann", false)]
    [InlineData(null, true, "ann", true)]
    [InlineData(null, true, null, true)]
    public async Task is_for_who_uploaded(string? asks, bool isServer, string? uploaded, bool gets)
    {
        var file = await world.Save([7], by: Named(uploaded));
        var outcome = await world.Store.Get("acme", Named(asks), isServer, [file.Number], default);
        (outcome.Refusal is null).ShouldBe(gets);
        if (!gets)
            outcome.Refusal!.Message.ShouldBe($"There is no file {file.Number} that could be attached.");
    }

    [Fact]
    public async Task says_the_same_of_a_file_that_there_is_not()
    {
        var unknown = new FileNumber(long.MaxValue);
        (await world.Store.Get("acme", world.Ann, isServer: false, [unknown], default)).Refusal!.Message
            .ShouldBe($"There is no file {unknown} that could be attached.");
    }

    [Fact]
    public async Task gives_none_that_the_chore_may_soon_take()
    {
        var file = await world.Save([1], by: world.Ann);
        world.Clock.Move(FileStore.AttachableFor - TimeSpan.FromMinutes(1));
        (await world.Store.Get("acme", world.Ann, isServer: false, [file.Number], default)).Refusal.ShouldBeNull();
        world.Clock.Move(TimeSpan.FromMinutes(2));
        (await world.Store.Get("acme", world.Ann, isServer: false, [file.Number], default)).Refusal!.Code.ShouldBe(RefusalCode.FileNotFound);
    }

    [Fact]
    public async Task removes_what_nothing_names_after_a_day()
    {
        var (shown, loose, young) = (await world.Show([1]), await world.Save([2]), await world.Save([3]));
        var now = world.Clock.GetUtcNow();
        await world.Execute($"update vault.files set created_at = created_at - interval '1 hour' where number = {loose.Number}");

        await world.Store.RemoveUnattached(now + FileStore.KeptUnattached - TimeSpan.FromMinutes(30), default);
        (await world.Store.Open("acme", loose.Number, default)).ShouldBeNull();
        (await world.Store.Open("acme", young.Number, default)).ShouldNotBeNull();

        (await world.Store.RemoveUnattached(now + FileStore.KeptUnattached + TimeSpan.FromDays(300), default)).ShouldBeGreaterThan(0);
        (await world.Store.Open("acme", young.Number, default)).ShouldBeNull();
        (await world.Store.Open("acme", shown.File.Number, default)).ShouldNotBeNull();
        (await world.Count("vault.file_chunks where file not in (select number from vault.files)")).ShouldBe(0);
    }

    private UserNumber? Named(string? user) => user switch
    {
        "ann" => world.Ann,
        "ben" => world.Ben,
        _ => null,
    };
}
