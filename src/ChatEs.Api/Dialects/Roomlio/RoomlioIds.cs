using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Roomlio;

/// <summary>
/// Ids as the vendor's: a prefix and 12 bytes as 20 digits of base32hex, the first 4 bytes the second of creation. The
/// vendor draws the other 8; here they are the number of the thing, so that an id needs no table. The seconds guard it:
/// who makes an id up has to know when the thing was made.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RoomlioId(uint Seconds, ulong Value)
{
    private const int Bytes = 12;
    private const int Digits = 20;
    private const int PlacesOfAMessage = 11;

    /// <summary>A message can show as many links; the rest of the 64 bits is its integer id.</summary>
    public const int MostLinks = 1 << PlacesOfAMessage;

    /// <summary>No id is longer.</summary>
    public const int MaxLength = 4 + Digits;

    private static ReadOnlySpan<byte> Alphabet => "0123456789abcdefghijklmnopqrstuv"u8;

    public static ReadOnlySpan<byte> RoomPrefix => "rm_"u8;

    public static ReadOnlySpan<byte> UserPrefix => "usr_"u8;

    public static ReadOnlySpan<byte> MessagePrefix => "msg_"u8;

    public static ReadOnlySpan<byte> LinkPrefix => "lnk_"u8;

    public static RoomlioId Of(RoomNumber room, DateTimeOffset createdAt) => new(SecondsOf(createdAt), (ulong)room.Value);

    public static RoomlioId Of(UserNumber user, DateTimeOffset registeredAt) => new(SecondsOf(registeredAt), (ulong)user.Value);

    public static RoomlioId Of(RoomNumber room, MessageNumber message, DateTimeOffset postedAt) =>
        new(SecondsOf(postedAt), (ulong)message.IdIn(room));

    /// <param name="place">Among all that the message could show, so that it stays when another one goes.</param>
    public RoomlioId Link(int place) => this with { Value = (Value << PlacesOfAMessage) | (uint)place };

    public (RoomNumber Room, MessageNumber Number) Message => MessageNumber.Split((long)Value);

    /// <summary>Whether this is the id of a thing that was made then.</summary>
    public bool IsOf(DateTimeOffset createdAt) => Seconds == SecondsOf(createdAt);

    /// <returns>The part of <paramref name="scratch"/> that was written.</returns>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> prefix, Span<byte> scratch)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Seconds);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[4..], Value);
        prefix.CopyTo(scratch);
        var digits = scratch.Slice(prefix.Length, Digits);
        for (var i = 0; i < Digits; i++)
            digits[i] = Alphabet[Five(bytes, i * 5)];
        return scratch[..(prefix.Length + Digits)];
    }

    /// <summary>Only the one spelling that <see cref="Write"/> gives: lower case, and the 4 bits left over are 0.</summary>
    public static RoomlioId? Read(ReadOnlySpan<byte> prefix, string text)
    {
        if (text.Length != prefix.Length + Digits || !Ascii.Equals(prefix, text.AsSpan(0, prefix.Length)))
            return null;
        UInt128 bits = 0;
        foreach (var digit in text.AsSpan(prefix.Length))
        {
            var five = digit < 128 ? Alphabet.IndexOf((byte)digit) : -1;
            if (five < 0)
                return null;
            bits = (bits << 5) | (uint)five;
        }
        const int spare = (Digits * 5) - (Bytes * 8);
        return (bits & ((1u << spare) - 1)) == 0 ? new((uint)(bits >> (64 + spare)), (ulong)(bits >> spare)) : null;
    }

    /// <summary>The five bits from <paramref name="at"/> on; behind the last byte they are 0.</summary>
    private static int Five(ReadOnlySpan<byte> bytes, int at)
    {
        var two = (bytes[at / 8] << 8) | (at / 8 + 1 < bytes.Length ? bytes[(at / 8) + 1] : 0);
        return (two >> (11 - (at % 8))) & 31;
    }

    private static uint SecondsOf(DateTimeOffset time) => (uint)time.ToUnixTimeSeconds();
}
