using System.Buffers.Text;
using System.Text;

namespace ChatEs.Benchmarks.Load;

/// <summary>The bytes of the next request. Nothing is built while the clock runs but the number of a step.</summary>
internal sealed class RequestSource(LoadPlan plan)
{
    private readonly byte[][] _requests = [.. plan.Requests.Select(Encoding.UTF8.GetBytes)];
    private readonly int _slotFromEnd = plan.Steps is null ? 0 : SlotFromEnd(plan.Requests[0]);
    private int _next = plan.Steps?.First ?? 0;

    public int NextStep => _next;

    /// <returns>Empty when there is nothing left to ask for.</returns>
    /// <param name="random">The connection's own state.</param>
    /// <param name="copy">The connection's own space: a step's request may be drawn again while this one is sent.</param>
    public ReadOnlyMemory<byte> Next(ref uint random, byte[] copy)
    {
        if (plan.Steps is { } steps)
            return Step(Interlocked.Increment(ref _next) - 1, steps, copy);
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        return _requests[random % (uint)_requests.Length];
    }

    private ReadOnlyMemory<byte> Step(int step, Steps steps, byte[] copy)
    {
        var number = 1 + (step / _requests.Length);
        if (number > steps.MostNumber)
            return plan.EndsWithSteps ? default : throw new InvalidOperationException($"All {steps.MostNumber * _requests.Length} steps were used up: seed more, or measure for a shorter time.");
        var request = _requests[step % _requests.Length];
        if (_slotFromEnd == 0)
            return request;
        request.CopyTo(copy, 0);
        Span<byte> digits = stackalloc byte[Steps.Slot.Length];
        Utf8Formatter.TryFormat(number, digits, out var length);
        digits[..length].CopyTo(copy.AsSpan(request.Length - _slotFromEnd + Steps.Slot.Length - length));
        return copy.AsMemory(0, request.Length);
    }

    private static int SlotFromEnd(string request) =>
        request.LastIndexOf(Steps.Slot, StringComparison.Ordinal) is var slot and >= 0 ? request.Length - slot : 0;
}
