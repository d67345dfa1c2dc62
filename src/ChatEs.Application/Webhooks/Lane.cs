namespace ChatEs.Application.Webhooks;

/// <summary>What waits of one stream for one webhook, in its order. A small part of it is held here; the rest is read from the log when its turn comes.</summary>
internal sealed class Lane
{
    private const int MostHeld = 32;

    private readonly Queue<LogPlace> _next = [];

    public Lane(WaitingStream waiting)
    {
        (Stream, After, Part, Attempts) = (waiting.Stream, waiting.After, waiting.Part, waiting.Attempts);
        (RetryAt, EarliestAt) = (waiting.RetryAt, waiting.EarliestAt);
        IsStored = HasMore = true;
    }

    public Lane(string stream, LogPlace first)
    {
        (Stream, After) = (stream, new(first.Sequence - 1, first.Version - 1));
        _next.Enqueue(first);
    }

    public string Stream { get; }

    /// <summary>Up to here everything is settled.</summary>
    public LogPlace After { get; private set; }

    /// <summary>Of the event that is next: the last one of its requests that is settled.</summary>
    public long Part { get; set; }

    /// <summary>Of the request that is next: how often it failed.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>Not before that, even if the receiver answers others again; null with <see cref="RetryAt"/>.</summary>
    public DateTimeOffset? EarliestAt { get; set; }

    /// <summary>Whether there are events in the log that are not held here.</summary>
    public bool HasMore { get; private set; }

    public int Held => _next.Count;

    /// <summary>Whether the vault has a row of it.</summary>
    public bool IsStored { get; set; }

    /// <summary>Whether that row is older than this.</summary>
    public bool HasChanged { get; set; } = true;

    public WaitingStream Waiting => new(Stream, After, Part, Attempts, RetryAt, EarliestAt);

    public void Add(LogPlace place)
    {
        if (HasMore || _next.Count == MostHeld)
            HasMore = true;
        else
            _next.Enqueue(place);
    }

    public bool TryPeek(out LogPlace place) => _next.TryPeek(out place);

    /// <summary>Takes what was read from the log for what is held. A full page says that there may be more.</summary>
    public void Refill(IReadOnlyList<LogPlace> page, bool isFull)
    {
        // What came while it was read stands behind it, if all of the page is before it.
        if (isFull)
            _next.Clear();
        LogPlace[] since = [.. _next];
        _next.Clear();
        foreach (var place in page.Concat(since))
            _next.Enqueue(place);
        HasMore |= isFull;
    }

    /// <summary>Called before reading: what comes from then on is held again.</summary>
    public void BeginRefill() => HasMore = false;

    /// <summary>The rest is read from the log when it is needed: who waits long should not take much.</summary>
    public void Spill()
    {
        HasMore |= _next.Count > 0;
        _next.Clear();
    }

    public void Settle(LogPlace place)
    {
        (After, Part, Attempts, RetryAt, EarliestAt, HasChanged) = (place, 0, 0, null, null, true);
        if (_next.TryPeek(out var head) && head == place)
            _next.Dequeue();
    }
}
