using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Merkle;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing.Exports;

/// <summary>What is wrong with an export. Of very many faults the first are kept.</summary>
internal sealed class FaultList
{
    private const int Kept = 1_000;

    private readonly List<LogFault> _first = [];

    public IReadOnlyList<LogFault> First => _first;

    public long Count { get; private set; }

    /// <param name="sequence">0 where it is no event.</param>
    public void Add(long sequence, string problem)
    {
        Count++;
        if (_first.Count < Kept)
            _first.Add(new(sequence, problem));
    }

    public void Add(ChainFault? fault)
    {
        if (fault is not null)
            Add(fault.Sequence, $"{fault.Stream.Tenant}/{fault.Stream.Id} version {fault.Version}: {fault.Problem}");
    }
}

/// <summary>The tree of an export: its events, and the roots of the subtrees between them, in the order of the log.</summary>
internal sealed class ExportTree(FaultList faults)
{
    private readonly Frontier _tree = new();
    private readonly Dictionary<long, byte[]> _roots = [];
    private readonly HashSet<long> _watched = [];
    private bool _isBroken;

    /// <summary>The sequence that comes next.</summary>
    public long Next { get; private set; } = 1;

    public long FirstSequence { get; private set; }

    public long LastSequence { get; private set; }

    /// <summary>The root of this size will be asked for.</summary>
    public void Watch(long size) => _watched.Add(size);

    /// <summary>Something is missing, and has been told: there is no root any more.</summary>
    public void Break() => _isBroken = true;

    /// <returns>Null when the export does not come to that size, or passes it within a subtree, or has a hole.</returns>
    public byte[]? Root(long size) => _roots.GetValueOrDefault(size);

    public bool IsWhole => !_isBroken;

    /// <returns>False when the event has its place before this one.</returns>
    public bool Append(StoredEvent e)
    {
        if (e.Sequence < Next)
        {
            faults.Add(e.Sequence, "the event is there twice, or out of its order");
            Break();
            return false;
        }
        Reach(e.Sequence);
        (FirstSequence, LastSequence) = (FirstSequence == 0 ? e.Sequence : FirstSequence, e.Sequence);
        if (!_isBroken)
            _tree.Append(MerkleHash.Leaf(e.Hash));
        Move(e.Sequence);
        return true;
    }

    public void Append(ProvenGap gap)
    {
        if (gap.From < Next)
        {
            faults.Add(gap.From, $"the proof of the events {gap.From} to {gap.To} is there twice, out of its order, or of events that are there");
            Break();
            return;
        }
        Reach(gap.From);
        if (!_isBroken)
            _tree.Append(gap.Subtree.Level, gap.Root);
        Move(gap.To);
    }

    private void Reach(long sequence)
    {
        if (sequence == Next)
            return;
        faults.Add(Next, Next == sequence - 1 ? $"the event {Next} is missing, and nothing proves it" : $"the events {Next} to {sequence - 1} are missing, and nothing proves them");
        Break();
    }

    private void Move(long reached)
    {
        Next = reached + 1;
        if (!_isBroken && _watched.Contains(reached))
            _roots[reached] = _tree.Root();
    }

    /// <summary>At the end: its size and root.</summary>
    public (long Size, byte[] Root) End() => (Next - 1, _tree.Root());
}

/// <summary>Reads on until a file cannot be read on; what then stands in its way is a fault as any other.</summary>
internal sealed class Careful<T>(IAsyncEnumerable<T> items, string file, FaultList faults) : IAsyncDisposable where T : class
{
    private readonly IAsyncEnumerator<T> _items = items.GetAsyncEnumerator();

    public bool IsBroken { get; private set; }

    /// <param name="sequence">For the fault.</param>
    /// <returns>Null at the end, and where it cannot be read on.</returns>
    public async Task<T?> Next(long sequence)
    {
        if (IsBroken)
            return null;
        try
        {
            return await _items.MoveNextAsync() ? _items.Current : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            IsBroken = true;
            faults.Add(sequence, $"{file} cannot be read on from here: {e.Message}");
            return null;
        }
    }

    public ValueTask DisposeAsync() => _items.DisposeAsync();
}
