namespace ChatEs.Application.ReadModels.Held;

/// <param name="asOf">The place up to which the log had been noted before it was read.</param>
/// <param name="until">Then it is let go, whatever the log says.</param>
internal sealed class Held<T>(T value, Sources sources, long asOf, DateTimeOffset until) where T : class
{
    private long _goodAt = asOf;

    public T Value => value;

    public Sources Sources => sources;

    public long AsOf { get; } = asOf;

    public DateTimeOffset Until => until;

    /// <summary>Up to here nothing has changed, as was seen already.</summary>
    public long GoodAt
    {
        get => Volatile.Read(ref _goodAt);
        set => Volatile.Write(ref _goodAt, value);
    }
}
