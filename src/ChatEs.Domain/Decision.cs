namespace ChatEs.Domain;

/// <summary>A fact of the domain, as it is stored. Facts only, nothing computed.</summary>
public interface IDomainEvent;

/// <summary>
/// A name that must be unique within a tenant: (<paramref name="Kind"/>, <paramref name="Key"/>) belongs to
/// <paramref name="Owner"/> from the commit of the decision on. However many callers race, one gets it.
/// </summary>
public sealed record Reservation(string Kind, string Key, string Owner);

/// <summary>What a decider answers, without the type of its result: see <see cref="Decision{TResult}"/>.</summary>
public interface IDecision
{
    IReadOnlyList<IDomainEvent> Events { get; }

    Refusal? Refusal { get; }

    IReadOnlyList<Reservation> Reservations { get; }

    /// <summary>Names that its stream had and gives up with these events; from the commit on they are free.</summary>
    IReadOnlyList<Reservation> Releases { get; }

    object? Result { get; }
}

/// <summary>
/// What a decider answers: events and a result, a result without events ("nothing to do"), or a refusal.
/// </summary>
public sealed class Decision<TResult> : IDecision where TResult : class
{
    public IReadOnlyList<IDomainEvent> Events { get; private init; } = [];

    public Refusal? Refusal { get; private init; }

    public IReadOnlyList<Reservation> Reservations { get; private init; } = [];

    public IReadOnlyList<Reservation> Releases { get; private init; } = [];

    public TResult? Result { get; private init; }

    object? IDecision.Result => Result;

    public static Decision<TResult> Of(TResult result, params IReadOnlyList<IDomainEvent> events) =>
        new() { Result = result, Events = events };

    /// <summary>The same decision, which also claims names; an event that is appended without them would break uniqueness.</summary>
    public Decision<TResult> Reserving(params IReadOnlyList<Reservation> reservations) =>
        new() { Result = Result, Refusal = Refusal, Events = Events, Reservations = reservations, Releases = Releases };

    /// <summary>The same decision, which also gives names up.</summary>
    public Decision<TResult> Releasing(params IReadOnlyList<Reservation> releases) =>
        new() { Result = Result, Refusal = Refusal, Events = Events, Reservations = Reservations, Releases = releases };

    public static Decision<TResult> Nothing(TResult result) => new() { Result = result };

    public static implicit operator Decision<TResult>(Refusal refusal) => new() { Refusal = refusal };
}
