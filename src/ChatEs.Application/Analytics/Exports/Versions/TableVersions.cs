using ChatEs.EventStore;

namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>
/// Makes the rows of one table out of the log of one tenant, in its order and out of nothing else: what a read model says
/// has moved on since, and the same part of the log must give the same rows for ever.
/// </summary>
internal abstract class TableVersions(VersionTable table)
{
    public VersionTable Table => table;

    /// <summary>Stored names of the events that <see cref="Rows"/> looks at.</summary>
    public abstract IReadOnlyList<string> Events { get; }

    /// <summary>Fetches what the events of a page do not say themselves, in few statements, before their rows are asked for.</summary>
    public virtual Task Prepare(IReadOnlyList<Event> page, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Of events of a page that was prepared, in log order.</summary>
    public abstract IEnumerable<object?[]> Rows(Event e);

    protected static object?[] Row(Event e, bool isDeleted, params ReadOnlySpan<object?> cells) => [e.Sequence, e.Timestamp, isDeleted, .. cells];
}
