using ChatEs.Api.Dialects.Roomlio;
using ChatEs.Domain;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Roomlio;

public sealed class ids_on_the_wire
{
    private static readonly Gen<DateTimeOffset> Times = Gen.Choose(0, int.MaxValue).Select(seconds => DateTimeOffset.FromUnixTimeSeconds(seconds * 2L));

    private static readonly Gen<RoomNumber> Rooms = Numbers(RoomNumber.Max).Select(number => new RoomNumber(number));

    private static readonly Gen<MessageNumber> Messages = Numbers(MessageNumber.Max).Select(number => new MessageNumber(number));

    [Fact]
    public void the_seconds_of_the_vendors_own_ids_are_where_they_should_be()
    {
        RoomlioId.Read("rm_"u8, "rm_bvr0h6tnf4q1u52mfit0")!.Value.IsOf(new(2021, 1, 6, 18, 59, 39, TimeSpan.Zero)).ShouldBeTrue();
        RoomlioId.Read("msg_"u8, "msg_bvr0ngdnf4q1u52mfj0g")!.Value.IsOf(new(2021, 1, 6, 19, 13, 5, TimeSpan.Zero)).ShouldBeTrue();
        Spell("lnk_"u8, RoomlioId.Read("lnk_"u8, "lnk_c2r833ua0brilr22jt60")!.Value).ShouldBe("lnk_c2r833ua0brilr22jt60");
    }

    [Fact]
    public void what_is_written_is_read_again() => Check(Of(Rooms, Messages, Times), thing =>
    {
        var (room, message, at) = thing;
        var id = RoomlioId.Of(room, message, at);
        var text = Spell("msg_"u8, id);
        var read = RoomlioId.Read("msg_"u8, text);
        return text.Length == 24 && read == id && read.Value.Message == (room, message) && read.Value.IsOf(at) && !read.Value.IsOf(at.AddSeconds(1));
    });

    [Fact]
    public void texts_are_in_the_order_of_the_messages_of_a_room() => Check(Of(Rooms, Messages, Times, Messages, Times), things =>
    {
        var (room, one, at, other, then) = things;
        // Numbers and server times of a room rise together.
        var (low, high) = one < other ? (one, other) : (other, one);
        var (early, late) = at < then ? (at, then) : (then, at);
        var (a, b) = (Spell("msg_"u8, RoomlioId.Of(room, low, early)), Spell("msg_"u8, RoomlioId.Of(room, high, late)));
        return one == other || string.CompareOrdinal(a, b) < 0;
    });

    [Fact]
    public void links_of_all_messages_and_places_differ() => Check(
        Of(Rooms, Messages, Times, Messages, Gen.Choose(0, RoomlioId.MostLinks - 1), Gen.Choose(0, RoomlioId.MostLinks - 1)), things =>
        {
            var (room, one, at, other, place, elsewhere) = things;
            var (a, b) = (RoomlioId.Of(room, one, at).Link(place), RoomlioId.Of(room, other, at).Link(elsewhere));
            return (a == b) == ((one, place) == (other, elsewhere)) && RoomlioId.Read("lnk_"u8, Spell("lnk_"u8, a)) == a;
        });

    [Fact]
    public void any_other_character_makes_another_id_or_none() => Check(
        Of(Rooms, Times, Gen.Choose(0, 22), Gen.Choose(0, 127)), things =>
        {
            var (room, at, place, character) = things;
            var id = RoomlioId.Of(room, at);
            var text = Spell("rm_"u8, id).ToCharArray();
            var changed = text[place] != (char)character;
            text[place] = (char)character;
            return RoomlioId.Read("rm_"u8, new(text)) != id == changed;
        });

    [Fact]
    public void the_spare_bits_are_zero()
    {
        var text = Spell("rm_"u8, new RoomlioId(1, 2));
        text[^1].ShouldBeOneOf('0', 'g');
        for (var digit = '1'; digit <= '9'; digit++)
            RoomlioId.Read("rm_"u8, text[..^1] + digit).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("rm_")]
    [InlineData("RM_bvr0h6tnf4q1u52mfit0")]
    [InlineData("rm_BVR0H6TNF4Q1U52MFIT0")]
    [InlineData("rm_bvr0h6tnf4q1u52mfit")]
    [InlineData("rm_bvr0h6tnf4q1u52mfit00")]
    [InlineData("rm_bvr0h6tnf4q1u52mfiz0")]
    [InlineData("rm_bvr0h6tnf4q1u52mfié0")]
    [InlineData("usr_bvr0h6tnf4q1u52mfisg")]
    public void what_is_no_id_is_none(string text) => RoomlioId.Read("rm_"u8, text).ShouldBeNull();

    private static Gen<long> Numbers(long most) => Gen.OneOf(
        Gen.Choose(1, 300).Select(number => (long)number),
        Gen.Choose(0, 300).Select(back => most - back),
        Gen.Choose(1, (int)most).Select(number => (long)number));

    private static Gen<(T1, T2, T3)> Of<T1, T2, T3>(Gen<T1> a, Gen<T2> b, Gen<T3> c) =>
        from x in a from y in b from z in c select (x, y, z);

    private static Gen<(T1, T2, T3, T4)> Of<T1, T2, T3, T4>(Gen<T1> a, Gen<T2> b, Gen<T3> c, Gen<T4> d) =>
        from x in Of(a, b, c) from y in d select (x.Item1, x.Item2, x.Item3, y);

    private static Gen<(T1, T2, T3, T4, T5)> Of<T1, T2, T3, T4, T5>(Gen<T1> a, Gen<T2> b, Gen<T3> c, Gen<T4> d, Gen<T5> e) =>
        from x in Of(a, b, c, d) from y in e select (x.Item1, x.Item2, x.Item3, x.Item4, y);

    private static Gen<(T1, T2, T3, T4, T5, T6)> Of<T1, T2, T3, T4, T5, T6>(
        Gen<T1> a, Gen<T2> b, Gen<T3> c, Gen<T4> d, Gen<T5> e, Gen<T6> f) =>
        from x in Of(a, b, c, d, e) from y in f select (x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, y);

    private static void Check<T>(Gen<T> things, Func<T, bool> holds) =>
        Prop.ForAll(things.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static string Spell(ReadOnlySpan<byte> prefix, RoomlioId id) => RoomlioWorld<ids_on_the_wire>.Spell(prefix, id);
}
