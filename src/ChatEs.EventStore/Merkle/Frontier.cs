namespace ChatEs.EventStore.Merkle;

/// <summary>
/// A tree that grows at its right edge, in the space of a logarithm: the roots of the complete subtrees that fill it.
/// Leaves are appended in order; a complete subtree whose leaves are not at hand is appended by its root alone.
/// </summary>
public sealed class Frontier
{
    private readonly List<byte[]> _roots;

    public Frontier() => _roots = [];

    /// <param name="size">How many leaves there are.</param>
    /// <param name="roots">Of <see cref="Subtree.Fill"/>, in that order.</param>
    /// <exception cref="ArgumentException">There are not as many roots as such a tree has.</exception>
    public Frontier(long size, IEnumerable<byte[]> roots)
    {
        (Size, _roots) = (size, [.. roots]);
        if (_roots.Count != System.Numerics.BitOperations.PopCount((ulong)size))
            throw new ArgumentException($"A tree of {size} leaves is not filled by {_roots.Count} subtrees.", nameof(roots));
    }

    /// <summary>How many leaves there are.</summary>
    public long Size { get; private set; }

    /// <param name="leaf">As <see cref="MerkleHash.Leaf"/> makes it.</param>
    /// <param name="completed">Told of every subtree that this completes, the smallest first.</param>
    public void Append(byte[] leaf, Action<Subtree, byte[]>? completed = null) => Append(0, leaf, completed);

    /// <summary>Appends 2^<paramref name="level"/> leaves.</summary>
    /// <exception cref="ArgumentException">A subtree of that size does not begin here.</exception>
    public void Append(int level, byte[] root, Action<Subtree, byte[]>? completed = null)
    {
        if (level is < 0 or > 62 || (Size & ((1L << level) - 1)) != 0)
            throw new ArgumentException($"No complete subtree of level {level} begins at leaf {Size}.", nameof(level));
        var added = 1L << level;
        var index = Size >> level;
        completed?.Invoke(new Subtree(level, index), root);
        for (; (index & 1) == 1; index >>= 1)
        {
            root = MerkleHash.Node(_roots[^1], root);
            _roots.RemoveAt(_roots.Count - 1);
            completed?.Invoke(new Subtree(++level, index >> 1), root);
        }
        _roots.Add(root);
        Size += added;
    }

    public byte[] Root() => Fold(_roots);

    /// <summary>The root over subtrees that fill a range, from left to right and ever smaller: as the right edge of a tree has them.</summary>
    internal static byte[] Fold(IReadOnlyList<byte[]> roots)
    {
        if (roots is [])
            return MerkleHash.Empty;
        var root = roots[^1];
        for (var i = roots.Count - 2; i >= 0; i--)
            root = MerkleHash.Node(roots[i], root);
        return root;
    }
}
