using System.Globalization;
using ChatEs.EventStore.Merkle;
using FsCheck;
using FsCheck.Fluent;

namespace ChatEs.EventStore.Tests.Merkle;

/// <summary>Every way to the same root and proof, against the definition of RFC 6962 word for word.</summary>
public sealed class merkle_trees
{
    private const int Largest = 1_100;

    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, Largest).Select(Leaf)];

    private static readonly Arbitrary<int> Sizes = Gen.OneOf(Gen.Choose(1, 70), Gen.Choose(1, Largest)).ToArbitrary();

    /// <summary>A size, a smaller or equal one, and where something is changed.</summary>
    private static readonly Arbitrary<(int Size, int Part, int Where)> Cases =
        (from size in Sizes.Generator from part in Gen.Choose(1, size) from place in Gen.Choose(0, 1 << 20) select (size, part, place)).ToArbitrary();

    [Fact]
    public void a_tree_that_grew_has_the_root_of_the_definition() => Prop.ForAll(Sizes, size =>
    {
        var frontier = new Frontier();
        foreach (var leaf in Leaves.Take(size))
            frontier.Append(leaf);
        return frontier.Size == size && frontier.Root().SequenceEqual(Root(Leaves.AsSpan(0, size)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void any_range_is_filled_by_complete_subtrees_without_a_gap() => Prop.ForAll(Cases, c =>
    {
        var range = new LeafRange(c.Size - c.Part, c.Size);
        var filled = range.From;
        foreach (var subtree in Subtree.Fill(range))
        {
            subtree.Leaves.From.ShouldBe(filled);
            // The next larger one that begins here would reach beyond the range, or does not begin here.
            var larger = new Subtree(subtree.Level + 1, subtree.Index >> 1).Leaves;
            (larger.From == filled && larger.To <= range.To).ShouldBeFalse();
            filled = subtree.Leaves.To;
        }
        return filled == range.To;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void leaves_and_roots_of_whole_subtrees_may_be_appended_in_turns() => Prop.ForAll(Cases, c =>
    {
        var hidden = new LeafRange(c.Part - 1, c.Part - 1 + (c.Where % (c.Size - c.Part + 2)));
        var frontier = new Frontier();
        foreach (var leaf in Leaves[..(int)hidden.From])
            frontier.Append(leaf);
        foreach (var subtree in Subtree.Fill(hidden))
            frontier.Append(subtree.Level, Root(Leaves.AsSpan((int)subtree.Leaves.From, 1 << subtree.Level)));
        foreach (var leaf in Leaves[(int)hidden.To..c.Size])
            frontier.Append(leaf);
        return frontier.Root().SequenceEqual(Root(Leaves.AsSpan(0, c.Size)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void a_frontier_tells_of_every_subtree_it_completes_and_can_be_taken_up_again() => Prop.ForAll(Cases, c =>
    {
        var completed = new Dictionary<Subtree, byte[]>();
        var frontier = new Frontier();
        foreach (var leaf in Leaves.Take(c.Part))
            frontier.Append(leaf, completed.Add);
        var again = new Frontier(c.Part, Subtree.Fill(new(0, c.Part)).Select(subtree => completed[subtree]));
        foreach (var leaf in Leaves[c.Part..c.Size])
            again.Append(leaf, completed.Add);
        var all = Enumerable.Range(0, 12).SelectMany(level => Enumerable.Range(0, c.Size >> level).Select(index => new Subtree(level, index)));
        completed.Keys.ShouldBe(all, ignoreOrder: true);
        return completed.All(s => s.Value.SequenceEqual(Root(Leaves.AsSpan((int)s.Key.Leaves.From, 1 << s.Key.Level))))
            && again.Root().SequenceEqual(Root(Leaves.AsSpan(0, c.Size)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void what_does_not_fit_is_refused()
    {
        var three = new Frontier(3, [Leaves[0], Leaves[1]]);
        Should.Throw<ArgumentException>(() => three.Append(1, Leaves[2]));
        Should.Throw<ArgumentException>(() => three.Append(-1, Leaves[2]));
        Should.Throw<ArgumentException>(() => three.Append(63, Leaves[2]));
        Should.Throw<ArgumentException>(() => new Frontier(3, [Leaves[0]]));
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleProof.Inclusion(3, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleProof.Inclusion(-1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleProof.Consistency(0, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleProof.Consistency(4, 3));
    }

    [Fact]
    public void every_inclusion_proof_holds_and_none_that_was_changed() => Prop.ForAll(Cases, c =>
    {
        var (index, root) = (c.Part - 1, Root(Leaves.AsSpan(0, c.Size)));
        var proof = Hashes(MerkleProof.Inclusion(index, c.Size));
        proof.ShouldBe(Path(index, Leaves.AsSpan(0, c.Size)));
        bool Holds(long of, long size, byte[] leaf, IReadOnlyList<byte[]> hashes, byte[] tree) => MerkleProof.VerifyInclusion(of, size, leaf, hashes, tree);

        return Holds(index, c.Size, Leaves[index], proof, root)
            && !Holds(index, c.Size, Flipped(Leaves[index], c.Where), proof, root)
            && !Holds(index, c.Size, Leaves[index], proof, Flipped(root, c.Where))
            && (proof is [] || !Holds(index, c.Size, Leaves[index], OneFlipped(proof, c.Where), root))
            && (proof is [] || !Holds(index, c.Size, Leaves[index], proof[1..], root))
            && !Holds(index, c.Size, Leaves[index], [.. proof, root], root)
            && !Holds(index, c.Size, Leaves[index], [.. proof.Select(hash => hash[1..])], root[1..])
            && (c.Size == 1 || !Holds((index + 1) % c.Size, c.Size, Leaves[index], proof, root))
            && !Holds(-1, c.Size, Leaves[index], proof, root) && !Holds(c.Size, c.Size, Leaves[index], proof, root);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void every_consistency_proof_holds_and_none_that_was_changed() => Prop.ForAll(Cases, c =>
    {
        var (first, second) = (Root(Leaves.AsSpan(0, c.Part)), Root(Leaves.AsSpan(0, c.Size)));
        var proof = Hashes(MerkleProof.Consistency(c.Part, c.Size));
        proof.ShouldBe(c.Part == c.Size ? [] : Proof(c.Part, Leaves.AsSpan(0, c.Size), true));
        bool Holds(long from, long to, IReadOnlyList<byte[]> hashes, byte[] old, byte[] now) => MerkleProof.VerifyConsistency(from, to, hashes, old, now);

        return Holds(c.Part, c.Size, proof, first, second)
            && !Holds(c.Part, c.Size, proof, Flipped(first, c.Where), second)
            && !Holds(c.Part, c.Size, proof, first, Flipped(second, c.Where))
            && (proof is [] || !Holds(c.Part, c.Size, OneFlipped(proof, c.Where), first, second))
            && (proof is [] || !Holds(c.Part, c.Size, proof[1..], first, second))
            && !Holds(c.Part, c.Size, [.. proof, second], first, second)
            && !Holds(0, c.Size, proof, first, second) && !Holds(c.Size + 1, c.Size, proof, first, second);
    }).QuickCheckThrowOnFailure();

    private static byte[] Leaf(int n) => MerkleHash.Leaf(System.Text.Encoding.ASCII.GetBytes(n.ToString(CultureInfo.InvariantCulture)));

    private static List<byte[]> Hashes(IReadOnlyList<LeafRange> ranges) =>
        [.. ranges.Select(range => Root(Leaves.AsSpan((int)range.From, (int)(range.To - range.From))))];

    private static byte[] Flipped(byte[] bytes, int where)
    {
        var changed = bytes.ToArray();
        changed[where / 8 % changed.Length] ^= (byte)(1 << (where % 8));
        return changed;
    }

    private static List<byte[]> OneFlipped(List<byte[]> hashes, int where)
    {
        List<byte[]> changed = [.. hashes];
        changed[where % hashes.Count] = Flipped(hashes[where % hashes.Count], where);
        return changed;
    }

    /// <summary>MTH, PATH and PROOF of RFC 6962, section 2.1, over hashes of leaves.</summary>
    private static byte[] Root(ReadOnlySpan<byte[]> d) =>
        d.Length == 1 ? d[0] : MerkleHash.Node(Root(d[..Split(d.Length)]), Root(d[Split(d.Length)..]));

    private static List<byte[]> Path(int m, ReadOnlySpan<byte[]> d)
    {
        if (d.Length == 1)
            return [];
        var k = Split(d.Length);
        return m < k ? [.. Path(m, d[..k]), Root(d[k..])] : [.. Path(m - k, d[k..]), Root(d[..k])];
    }

    private static List<byte[]> Proof(int m, ReadOnlySpan<byte[]> d, bool whole)
    {
        if (m == d.Length)
            return whole ? [] : [Root(d)];
        var k = Split(d.Length);
        return m <= k ? [.. Proof(m, d[..k], whole), Root(d[k..])] : [.. Proof(m - k, d[k..], false), Root(d[..k])];
    }

    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n)
            k *= 2;
        return k;
    }
}
