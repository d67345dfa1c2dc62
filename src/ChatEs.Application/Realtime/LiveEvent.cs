using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Realtime;

/// <summary>An event of the log on its way to those who listen.</summary>
public sealed class LiveEvent : LiveItem
{
    internal LiveEvent(LoggedEvent logged, LivePage page, bool isBare = false) => (Logged, Page, IsBare) = (logged, page, isBare);

    /// <summary>
    /// It is told to one who may no longer see where it happened: that it happened, and nothing of how things are now.
    /// </summary>
    public bool IsBare { get; }

    public long Sequence => Logged.Sequence;

    public override string Tenant => Logged.Stream.Tenant;

    /// <summary>The room that it happened in; null for what is a user's own.</summary>
    public RoomNumber? Room => RoomFamily.NumberOf(Logged.Stream.Id);

    /// <summary>The user whom it is about; null for what happened in a room.</summary>
    public UserNumber? User => UserFamily.NumberOf(Logged.Stream.Id);

    /// <summary>The stored name, in its newest shape.</summary>
    public string Type => Logged.Read().Type;

    public DateTimeOffset At => Logged.Read().Timestamp;

    /// <summary>The event itself.</summary>
    public object Data => Logged.Read().Data;

    /// <summary>For whom it was done; null for a server acting for nobody.</summary>
    public UserNumber? By => Caller.UserOf(Logged.Read().Metadata.Headers);

    /// <summary>Whether a user did it by his own token or session; else it was a key's doing, or the service's.</summary>
    public bool IsByUserHimself => Caller.PrincipalOf(Logged.Read().Metadata.Headers)?.StartsWith("user:", StringComparison.Ordinal) == true;

    /// <summary>The events that were read together with this one.</summary>
    public LivePage Page { get; }

    internal LoggedEvent Logged { get; }

    /// <inheritdoc cref="LiveItem.Rendered"/>
    public ValueTask<T?> Rendered<T>(string form, Func<LiveEvent, Task<T?>> render) where T : class => Rendered(form, () => render(this));
}
