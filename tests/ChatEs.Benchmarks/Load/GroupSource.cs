using System.Buffers.Text;
using System.Text;

namespace ChatEs.Benchmarks.Load;

/// <summary>The requests of one group, drawn at random or taken in turn.</summary>
internal sealed class GroupSource
{
    /// <summary>How many hexadecimal digits of a UUID count what was sent; the others are random.</summary>
    private const int CountedDigits = 12;

    private readonly RequestGroup _group;
    private readonly byte[][] _requests;
    private readonly int[] _slots;
    private int _next;
    private long _uuids;

    public GroupSource(RequestGroup group)
    {
        _group = group;
        _requests = [.. group.Requests.Select(Encoding.UTF8.GetBytes)];
        _slots = [.. group.Slot is { } slot ? _requests.Select(request => PlaceOf(slot, request)) : []];
        _next = group.Steps?.First ?? 0;
    }

    public int NextStep => _next;

    /// <returns>Empty when the steps are used up.</returns>
    public ReadOnlyMemory<byte> Next(ref uint random, byte[] copy)
    {
        if (_group.Steps is null)
            return Filled((int)(XorShift.Next(ref random) % (uint)_requests.Length), 0, ref random, copy);
        var step = Interlocked.Increment(ref _next) - 1;
        var number = 1 + (step / _requests.Length);
        return number > _group.Steps.MostNumber ? default : Filled(step % _requests.Length, number, ref random, copy);
    }

    private ReadOnlyMemory<byte> Filled(int which, int number, ref uint random, byte[] copy)
    {
        var request = _requests[which];
        if (_group.Slot is not { } slot)
            return request;
        request.CopyTo(copy, 0);
        var place = copy.AsSpan(_slots[which], slot.Mark.Length);
        switch (slot.Fill)
        {
            case Fill.Uuid:
                WriteUuid(place, ref random);
                break;
            case Fill.Random:
                WriteNumber(place, slot, slot.From + (XorShift.Next(ref random) % (uint)slot.Count));
                break;
            default:
                WriteNumber(place, slot, slot.From + number);
                break;
        }
        return copy.AsMemory(0, request.Length);
    }

    private static void WriteNumber(Span<byte> place, Slot slot, long number)
    {
        place.Fill(slot.Mark == Slot.Blanks ? (byte)' ' : (byte)'0');
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        digits[..length].CopyTo(place[(place.Length - length)..]);
    }

    /// <summary>As a client draws them, in no order; the counter alone makes them differ within this run.</summary>
    private void WriteUuid(Span<byte> place, ref uint random)
    {
        var counter = Interlocked.Increment(ref _uuids);
        for (var (i, left) = (place.Length - 1, CountedDigits); i >= 0; i--)
        {
            if (place[i] != (byte)'#')
                continue;
            var digit = left-- > 0 ? (int)(counter & 15) : (int)(XorShift.Next(ref random) >> 28);
            counter >>= 4;
            place[i] = "0123456789abcdef"u8[digit];
        }
    }

    private static int PlaceOf(Slot slot, byte[] request) =>
        request.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(slot.Mark)) is var place and >= 0
            ? place
            : throw new InvalidOperationException($"A request has no place for {slot.Fill}: {Encoding.UTF8.GetString(request)}");
}
