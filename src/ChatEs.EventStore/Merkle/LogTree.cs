using Npgsql;

namespace ChatEs.EventStore.Merkle;

/// <summary>The tree cannot be what it was: an event or a node that it was made of is missing.</summary>
public sealed class BrokenTreeException(string problem, long? sequence = null) : Exception(problem)
{
    /// <summary>The first event that is missing, where it is an event.</summary>
    public long? Sequence { get; } = sequence;
}

/// <summary>
/// The Merkle tree over the whole log (RFC 6962 hashing): the data of leaf n - 1 is the hash of the event with sequence n,
/// which covers its metadata, its structure and the digest of its personal part, so that an erasure leaves the tree as it
/// is. The sequence is bound by the place. Any root or proof costs a handful of range scans of at most 256 rows, in one
/// round trip, up to the size that <see cref="Extend"/> has reached.
/// </summary>
public sealed class LogTree(NpgsqlDataSource db)
{
    /// <summary>Of so many levels one is stored.</summary>
    private const int Storey = 8;

    private const string LeavesText = "select hash from events.mt_events where seq_id > $1 and seq_id <= $2 order by seq_id";

    private const string NodesText = "select hash from events.merkle_nodes where level = $3 and index >= $1 and index < $2 order by index";

    private const string GrowthText = "select seq_id, hash from events.mt_events where seq_id > $1 and seq_id <= $2 order by seq_id";

    private const string StoreText =
        "insert into events.merkle_nodes (level, index, hash) select * from unnest($1::int[], $2::bigint[], $3::bytea[])";

    /// <exception cref="BrokenTreeException">Something that the tree was made of is missing.</exception>
    public async Task<byte[]> Root(long size, CancellationToken cancellation = default) =>
        (await Frontier(size, cancellation)).Root();

    /// <inheritdoc cref="Root(long, CancellationToken)"/>
    public async Task<Frontier> Frontier(long size, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        return await Frontier(connection, size, cancellation);
    }

    /// <inheritdoc cref="Root(long, CancellationToken)"/>
    public static async Task<Frontier> Frontier(NpgsqlConnection connection, long size, CancellationToken cancellation) =>
        new(size, await Roots(connection, [.. Subtree.Fill(new(0, size))], cancellation));

    /// <summary>The proof of <see cref="MerkleProof.VerifyInclusion"/>.</summary>
    /// <exception cref="BrokenTreeException">Something that the tree was made of is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public Task<IReadOnlyList<byte[]>> InclusionProof(long index, long size, CancellationToken cancellation = default) =>
        Roots(MerkleProof.Inclusion(index, size), cancellation);

    /// <summary>The proof of <see cref="MerkleProof.VerifyConsistency"/>.</summary>
    /// <exception cref="BrokenTreeException">Something that the tree was made of is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The first tree is empty or larger than the second.</exception>
    public Task<IReadOnlyList<byte[]>> ConsistencyProof(long first, long second, CancellationToken cancellation = default) =>
        Roots(MerkleProof.Consistency(first, second), cancellation);

    /// <summary>The roots of complete subtrees, in the order asked for.</summary>
    /// <exception cref="BrokenTreeException">Something that they were made of is missing.</exception>
    public async Task<IReadOnlyList<byte[]>> Roots(IReadOnlyList<Subtree> subtrees, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        return await Roots(connection, subtrees, cancellation);
    }

    /// <summary>
    /// Appends the events up to <paramref name="size"/> to the tree, and stores the nodes that this completes. Nothing of
    /// an event is read but its sequence and its hash. Belongs into the transaction that keeps how far the tree has come.
    /// </summary>
    /// <exception cref="BrokenTreeException">An event is missing.</exception>
    public static async Task Extend(NpgsqlConnection connection, Frontier frontier, long size, CancellationToken cancellation)
    {
        var nodes = new List<(Subtree Subtree, byte[] Hash)>();
        await foreach (var leaf in Leaves(connection, frontier.Size, size, cancellation))
            frontier.Append(leaf, (subtree, hash) => Keep(nodes, subtree, hash));
        if (nodes is [])
            return;
        await using var store = new NpgsqlCommand(StoreText, connection);
        AddNodes(store.Parameters, nodes);
        await store.ExecuteNonQueryAsync(cancellation);
    }

    internal static void Keep(List<(Subtree Subtree, byte[] Hash)> nodes, Subtree subtree, byte[] hash)
    {
        if (subtree.Level > 0 && subtree.Level % Storey == 0)
            nodes.Add((subtree, hash));
    }

    /// <summary>Levels, indexes and hashes, an array each.</summary>
    internal static void AddNodes(NpgsqlParameterCollection parameters, List<(Subtree Subtree, byte[] Hash)> nodes)
    {
        parameters.Add(new() { Value = nodes.Select(n => n.Subtree.Level).ToArray() });
        parameters.Add(new() { Value = nodes.Select(n => n.Subtree.Index).ToArray() });
        parameters.Add(new() { Value = nodes.Select(n => n.Hash).ToArray() });
    }

    /// <summary>The leaves from one size of the tree to another, made of the events.</summary>
    /// <exception cref="BrokenTreeException">An event is missing.</exception>
    internal static async IAsyncEnumerable<byte[]> Leaves(
        NpgsqlConnection connection, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(GrowthText, connection) { CommandTimeout = 0, Parameters = { new() { Value = from }, new() { Value = to } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var reached = from;
        while (reached < to)
        {
            if (!await reader.ReadAsync(cancellation) || reader.GetInt64(0) != reached + 1)
                throw new BrokenTreeException($"event {reached + 1} is missing from the log", reached + 1);
            yield return Leaf(reader, 1, reached + 1);
            reached++;
        }
    }

    private async Task<IReadOnlyList<byte[]>> Roots(IReadOnlyList<LeafRange> ranges, CancellationToken cancellation)
    {
        var filled = ranges.Select(range => Subtree.Fill(range).ToList()).ToList();
        var roots = await Roots([.. filled.SelectMany(subtrees => subtrees)], cancellation);
        var taken = 0;
        return [.. filled.Select(subtrees => Merkle.Frontier.Fold([.. roots.Skip((taken += subtrees.Count) - subtrees.Count).Take(subtrees.Count)]))];
    }

    private static async Task<IReadOnlyList<byte[]>> Roots(NpgsqlConnection connection, IReadOnlyList<Subtree> subtrees, CancellationToken cancellation)
    {
        if (subtrees is [])
            return [];
        await using var batch = new NpgsqlBatch(connection);
        foreach (var subtree in subtrees)
            batch.BatchCommands.Add(Below(subtree));
        var roots = new List<byte[]>(subtrees.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var subtree in subtrees)
        {
            roots.Add(await Root(reader, subtree, cancellation));
            await reader.NextResultAsync(cancellation);
        }
        return roots;
    }

    /// <summary>What a subtree is made of on the nearest level that is stored.</summary>
    private static NpgsqlBatchCommand Below(Subtree subtree)
    {
        var (level, first, end) = Stored(subtree);
        var command = new NpgsqlBatchCommand(level == 0 ? LeavesText : NodesText) { Parameters = { new() { Value = first }, new() { Value = end } } };
        if (level > 0)
            command.Parameters.Add(new() { Value = level });
        return command;
    }

    private static async Task<byte[]> Root(NpgsqlDataReader reader, Subtree subtree, CancellationToken cancellation)
    {
        var (level, first, end) = Stored(subtree);
        var whole = new Frontier();
        while (await reader.ReadAsync(cancellation))
            whole.Append(level == 0 ? Leaf(reader, 0, first + whole.Size + 1) : reader.GetFieldValue<byte[]>(0));
        if (whole.Size == end - first)
            return whole.Root();
        throw level == 0
            ? new BrokenTreeException($"of the events {first + 1} to {end} there are {whole.Size}")
            : new BrokenTreeException($"of the nodes {first} to {end - 1} of level {level} there are {whole.Size}");
    }

    private static (int Level, long First, long End) Stored(Subtree subtree)
    {
        var level = subtree.Level / Storey * Storey;
        return (level, subtree.Index << (subtree.Level - level), (subtree.Index + 1) << (subtree.Level - level));
    }

    private static byte[] Leaf(NpgsqlDataReader reader, int column, long sequence) => reader.IsDBNull(column)
        ? throw new BrokenTreeException($"event {sequence} has no hash", sequence)
        : MerkleHash.Leaf(reader.GetFieldValue<byte[]>(column));
}
