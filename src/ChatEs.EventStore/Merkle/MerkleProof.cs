using System.Numerics;

namespace ChatEs.EventStore.Merkle;

/// <summary>
/// Which hashes prove that a leaf is in a tree, and that a tree is the beginning of another (RFC 6962, section 2.1), and
/// whether they do (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
/// </summary>
public static class MerkleProof
{
    /// <summary>The ranges of leaves whose roots are the proof, in its order: PATH(m, D[n]).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static IReadOnlyList<LeafRange> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<LeafRange>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var split = from + LargestPowerBelow(to - from);
            if (index < split)
            {
                path.Add(new(split, to));
                to = split;
            }
            else
            {
                path.Add(new(from, split));
                from = split;
            }
        }
        path.Reverse();
        return path;
    }

    /// <summary>The ranges of leaves whose roots are the proof, in its order: PROOF(m, D[n]).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first tree is empty or larger than the second.</exception>
    public static IReadOnlyList<LeafRange> Consistency(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var proof = new List<LeafRange>();
        var (from, to) = (0L, second);
        while (to != first)
        {
            var split = from + LargestPowerBelow(to - from);
            if (first <= split)
            {
                proof.Add(new(split, to));
                to = split;
            }
            else
            {
                proof.Add(new(from, split));
                from = split;
            }
        }
        // Where the first tree is one complete subtree, its root is known to whoever asks.
        if (from != 0)
            proof.Add(new(from, to));
        proof.Reverse();
        return proof;
    }

    /// <param name="leaf">As <see cref="MerkleHash.Leaf"/> makes it.</param>
    public static bool VerifyInclusion(long index, long size, ReadOnlySpan<byte> leaf, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || !AreHashes(proof))
            return false;
        var (fn, sn) = (index, size - 1);
        var hash = leaf.ToArray();
        foreach (var other in proof)
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleHash.Node(other, hash);
                for (; (fn & 1) == 0 && fn != 0; sn >>= 1)
                    fn >>= 1;
            }
            else
            {
                hash = MerkleHash.Node(hash, other);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether the tree with the first root is the beginning of the one with the second.</summary>
    public static bool VerifyConsistency(
        long first, long second, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot)
    {
        if (first < 1 || first > second || !AreHashes(proof))
            return false;
        if (first == second)
            return proof is [] && firstRoot.SequenceEqual(secondRoot);
        IReadOnlyList<byte[]> path = BitOperations.IsPow2(first) ? [firstRoot.ToArray(), .. proof] : proof;
        if (path.Count < 2)
            return false;
        var (fn, sn) = (first - 1, second - 1);
        for (; (fn & 1) == 1; sn >>= 1)
            fn >>= 1;
        var (fr, sr) = (path[0], path[0]);
        foreach (var other in path.Skip(1))
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (MerkleHash.Node(other, fr), MerkleHash.Node(other, sr));
                for (; (fn & 1) == 0 && fn != 0; sn >>= 1)
                    fn >>= 1;
            }
            else
            {
                sr = MerkleHash.Node(sr, other);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 && firstRoot.SequenceEqual(fr) && secondRoot.SequenceEqual(sr);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.Count <= 2 * 63 && proof.All(hash => hash.Length == MerkleHash.Length);

    private static long LargestPowerBelow(long n) => 1L << BitOperations.Log2((ulong)(n - 1));
}
