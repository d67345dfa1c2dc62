namespace ChatEs.Domain;

/// <summary>
/// What a caller of a command gets: a result or a refusal. The static factories let one generic handler and
/// the generic behaviours build it without knowing the result's type.
/// </summary>
public interface IOutcome<out TSelf>
{
    Refusal? Refusal { get; }

    /// <summary>The result as an object; null when refused.</summary>
    object? Value { get; }

    static abstract TSelf Refused(Refusal refusal);

    static abstract TSelf Done(object result);

    /// <summary>The type of the result, to read it back from an idempotency record.</summary>
    static abstract Type ResultType { get; }
}

/// <inheritdoc cref="IOutcome{TSelf}"/>
public sealed class Outcome<TResult> : IOutcome<Outcome<TResult>> where TResult : class
{
    private Outcome(TResult? result, Refusal? refusal) => (Result, Refusal) = (result, refusal);

    public TResult? Result { get; }

    public Refusal? Refusal { get; }

    public object? Value => Result;

    public static Type ResultType => typeof(TResult);

    public static Outcome<TResult> Refused(Refusal refusal) => new(null, refusal);

    public static Outcome<TResult> Done(object result) => new((TResult)result, null);

    public T Match<T>(Func<TResult, T> done, Func<Refusal, T> refused) =>
        Refusal is null ? done(Result!) : refused(Refusal);
}
