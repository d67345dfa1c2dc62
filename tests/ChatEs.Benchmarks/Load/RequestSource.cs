namespace ChatEs.Benchmarks.Load;

/// <summary>The bytes of the next request. Nothing is built while the clock runs but what goes into its slot.</summary>
internal sealed class RequestSource
{
    private readonly GroupSource[] _groups;
    private readonly int[] _upTo;
    private readonly bool _endsWithSteps;

    public RequestSource(LoadPlan plan)
    {
        _groups = [.. plan.Groups.Select(group => new GroupSource(group))];
        _upTo = new int[_groups.Length];
        var sum = 0;
        for (var i = 0; i < _groups.Length; i++)
            _upTo[i] = sum += plan.Groups[i].Weight;
        _endsWithSteps = plan.EndsWithSteps;
    }

    public IReadOnlyList<int> NextSteps => [.. _groups.Select(group => group.NextStep)];

    /// <returns>Empty when there is nothing left to ask for.</returns>
    /// <param name="random">The connection's own state.</param>
    /// <param name="copy">The connection's own space: the slot of a request may be filled again while this one is sent.</param>
    /// <exception cref="InvalidOperationException">The steps were used up before the window was over.</exception>
    public ReadOnlyMemory<byte> Next(ref uint random, byte[] copy)
    {
        var group = _groups[_groups.Length == 1 ? 0 : Draw(ref random)];
        var request = group.Next(ref random, copy);
        return request.IsEmpty && !_endsWithSteps
            ? throw new InvalidOperationException("All steps were used up: seed more, or measure for a shorter time.")
            : request;
    }

    private int Draw(ref uint random)
    {
        var ticket = (int)(XorShift.Next(ref random) % (uint)_upTo[^1]);
        var group = 0;
        while (ticket >= _upTo[group])
            group++;
        return group;
    }
}

/// <summary>Numbers that are random enough to choose by, at the price of three shifts.</summary>
internal static class XorShift
{
    public static uint Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    }
}
