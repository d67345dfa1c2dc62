namespace ChatEs.Benchmarks;

/// <param name="WarmUp">Runs first and is not counted: the JIT, caches and loaded points.</param>
internal sealed record Window(TimeSpan WarmUp, TimeSpan Measure)
{
    /// <summary>The first time that something is done, the JIT compiles it and the caches are empty.</summary>
    public Window First => this with { WarmUp = 5 * WarmUp };
}
