using System.Numerics;
using System.Runtime.InteropServices;

namespace ChatEs.EventStore.Merkle;

/// <summary>Leaves from <paramref name="From"/> up to, and without, <paramref name="To"/>; the first leaf is 0.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LeafRange(long From, long To);

/// <summary>A complete subtree: 2^<paramref name="Level"/> leaves, the first of them being <paramref name="Index"/> · 2^<paramref name="Level"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Subtree(int Level, long Index)
{
    public LeafRange Leaves => new(Index << Level, (Index + 1) << Level);

    /// <summary>
    /// The fewest complete subtrees that fill a range, from left to right: a compact range. For the range of a whole tree
    /// they are the ones whose roots make its root.
    /// </summary>
    public static IEnumerable<Subtree> Fill(LeafRange range)
    {
        for (var from = range.From; from < range.To;)
        {
            var aligned = from == 0 ? 62 : BitOperations.TrailingZeroCount(from);
            var level = Math.Min(aligned, BitOperations.Log2((ulong)(range.To - from)));
            yield return new Subtree(level, from >> level);
            from += 1L << level;
        }
    }
}
