using System.Runtime.InteropServices;
using System.Text;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>
/// Finds the values of one counter in the bytes of an EventPipe stream. An event counter is told as its members one after the
/// other, strings in UTF-16 with a zero behind: of a rate Name, DisplayName, DisplayRateTimeScale, Increment (double),
/// IntervalSec (float); of another Name, DisplayName, Mean (double), StandardDeviation (double), Count (int), Min, Max
/// (double), IntervalSec (float). (IncrementingCounterPayload and CounterPayload of the runtime.) So no reader of the whole
/// trace format is needed.
/// </summary>
internal sealed class CounterScanner(string name, bool isRate)
{
    /// <summary>Longer than what one counter is told in.</summary>
    private const int MostBytes = 1_024;

    private readonly byte[] _name = Encoding.Unicode.GetBytes(name + '\0');
    private byte[] _rest = [];

    public List<CounterValue> Scan(ReadOnlySpan<byte> bytes)
    {
        byte[] all = [.. _rest, .. bytes];
        List<CounterValue> values = [];
        var from = 0;
        while (all.AsSpan(from).IndexOf(_name) is var place and >= 0)
        {
            var start = from + place;
            if (Parse(all.AsSpan(start + _name.Length)) is not { } value)
            {
                // Cut off: it goes on in what comes next, unless this was no counter at all.
                if (all.Length - start < MostBytes)
                {
                    _rest = all[start..];
                    return values;
                }
            }
            else
            {
                values.Add(value);
            }
            from = start + _name.Length;
        }
        _rest = all[Math.Max(from, all.Length - _name.Length)..];
        return values;
    }

    private CounterValue? Parse(ReadOnlySpan<byte> bytes)
    {
        if (!SkipString(ref bytes) || (isRate && !SkipString(ref bytes)))
            return null;
        var behind = isRate ? sizeof(double) : (4 * sizeof(double)) + sizeof(int);
        return bytes.Length < behind + sizeof(float)
            ? null
            : new(MemoryMarshal.Read<double>(bytes), MemoryMarshal.Read<float>(bytes[behind..]));
    }

    private static bool SkipString(ref ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            if (bytes[i] != 0 || bytes[i + 1] != 0)
                continue;
            bytes = bytes[(i + 2)..];
            return true;
        }
        return false;
    }
}

/// <param name="Value">Of a rate what came to pass within the interval, not by the second.</param>
internal sealed record CounterValue(double Value, float Seconds);
