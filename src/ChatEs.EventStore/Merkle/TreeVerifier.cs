using Npgsql;

namespace ChatEs.EventStore.Merkle;

/// <summary>The first place at which the events are not those that the tree was made of.</summary>
/// <param name="Sequence">The event itself, or the first of those among which it is.</param>
public sealed record TreeFault(long Sequence, string Problem);

/// <param name="Roots">By size, of the sizes asked for that the events reach.</param>
public sealed record TreeRecomputation(long Size, IReadOnlyDictionary<long, byte[]> Roots, TreeFault? Fault);

/// <summary>
/// Makes the whole tree anew from the events and compares it with the nodes stored. A stored node covers 256 events or
/// more, so a difference is named to that many; which of them it is, their chains tell.
/// </summary>
public sealed class TreeVerifier(NpgsqlDataSource db)
{
    private const int PageSize = 1 << 16;

    private const string CompareText = """
        select made.level, made.index
          from unnest($1::int[], $2::bigint[], $3::bytea[]) as made(level, index, hash)
          left join events.merkle_nodes stored on stored.level = made.level and stored.index = made.index
         where stored.hash is distinct from made.hash
         order by made.level, made.index
         limit 1
        """;

    /// <param name="size">So many events are read.</param>
    /// <param name="stored">How far the tree has come: the nodes up to there must be stored.</param>
    /// <param name="sizes">Whose roots are wanted; none beyond <paramref name="size"/>.</param>
    public async Task<TreeRecomputation> Recompute(
        long size, long stored, IReadOnlySet<long> sizes, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        var (frontier, roots) = (new Frontier(), new Dictionary<long, byte[]>());
        if (sizes.Contains(0))
            roots[0] = frontier.Root();
        TreeFault? fault = null;
        try
        {
            while (frontier.Size < size)
            {
                var nodes = new List<(Subtree Subtree, byte[] Hash)>();
                var to = Math.Min(size, frontier.Size + PageSize);
                await foreach (var leaf in LogTree.Leaves(connection, frontier.Size, to, cancellation))
                {
                    frontier.Append(leaf, (subtree, hash) => LogTree.Keep(nodes, subtree, hash));
                    if (sizes.Contains(frontier.Size))
                        roots[frontier.Size] = frontier.Root();
                }
                fault ??= await Compare(connection, [.. nodes.Where(node => node.Subtree.Leaves.To <= stored)], cancellation);
                progress?.Report(frontier.Size);
            }
        }
        catch (BrokenTreeException broken)
        {
            fault ??= new TreeFault(broken.Sequence ?? frontier.Size + 1, broken.Message);
        }
        return new TreeRecomputation(frontier.Size, roots, fault);
    }

    private static async Task<TreeFault?> Compare(NpgsqlConnection connection, List<(Subtree Subtree, byte[] Hash)> nodes, CancellationToken cancellation)
    {
        if (nodes is [])
            return null;
        await using var command = new NpgsqlCommand(CompareText, connection);
        LogTree.AddNodes(command.Parameters, nodes);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        var leaves = new Subtree(reader.GetInt32(0), reader.GetInt64(1)).Leaves;
        return new TreeFault(leaves.From + 1, $"the events {leaves.From + 1} to {leaves.To} are not those that the tree was made of");
    }
}
