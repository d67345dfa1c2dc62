using ChatEs.Application.ReadModels;
using ChatEs.EventStore.Merkle;
using Npgsql;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>That an event stands at its place in the log of that size (RFC 9162, section 2.1.3).</summary>
/// <param name="Hash">Of the event, as its line has it: the data of the leaf.</param>
/// <param name="Leaf">SHA-256(0x00 ‖ hash).</param>
/// <param name="Proof">From the leaf's neighbour up.</param>
/// <param name="Checkpoint">The note of that size; null when it is not kept any more.</param>
public sealed record InclusionProof(long Sequence, byte[] Hash, byte[] Leaf, long Size, IReadOnlyList<byte[]> Proof, string? Checkpoint);

/// <summary>That the log of the first size is the beginning of that of the second (RFC 9162, section 2.1.4).</summary>
/// <param name="Checkpoint">The note of the second size; null when it is not kept any more.</param>
public sealed record ConsistencyProof(long From, long To, byte[] FromRoot, byte[] ToRoot, IReadOnlyList<byte[]> Proof, string? Checkpoint);

/// <summary>
/// Proofs up to the newest checkpoint, made of what is stored now. Nobody says whether they hold but who verifies them
/// with a checkpoint: one that does not is what an auditor is looking for.
/// </summary>
public sealed class LogProofs(NpgsqlDataSource db, LogTree tree, CheckpointStore checkpoints, Checkpointer checkpointer)
{
    /// <returns>The newest; made just now where there was none. Null for an empty log, and for one that cannot be signed.</returns>
    public async Task<KeptCheckpoint?> Newest(CancellationToken cancellation)
    {
        if (await checkpoints.Newest(cancellation) is { } newest)
            return newest;
        await checkpointer.Make(mayChangeKey: true, cancellation);
        return await checkpoints.Newest(cancellation);
    }

    /// <param name="size">Null is that of the newest checkpoint.</param>
    /// <returns>
    /// No proof when the tenant has no such event, or no checkpoint of that size, or one as large, covers it; and why, when
    /// something that the tree was made of is missing.
    /// </returns>
    public Task<(InclusionProof? Proof, string? Broken)> Inclusion(string tenant, long sequence, long? size, CancellationToken cancellation) =>
        Unbroken(() => FindInclusion(tenant, sequence, size, cancellation));

    /// <param name="to">Null is the size of the newest checkpoint.</param>
    /// <returns>No proof when no checkpoint is as large as the second size; and why, when something that the tree was made of is missing.</returns>
    public Task<(ConsistencyProof? Proof, string? Broken)> Consistency(long from, long? to, CancellationToken cancellation) =>
        Unbroken(() => FindConsistency(from, to, cancellation));

    private static async Task<(T? Proof, string? Broken)> Unbroken<T>(Func<Task<T?>> find) where T : class
    {
        try
        {
            return (await find(), null);
        }
        catch (BrokenTreeException broken)
        {
            return (null, broken.Message);
        }
    }

    private async Task<InclusionProof?> FindInclusion(string tenant, long sequence, long? size, CancellationToken cancellation)
    {
        var newest = await Newest(cancellation);
        var of = size ?? newest?.Size ?? 0;
        if (newest is null || of > newest.Size || sequence > of || await Hash(tenant, sequence, cancellation) is not { } hash)
            return null;
        var proof = await tree.InclusionProof(sequence - 1, of, cancellation);
        return new(sequence, hash, MerkleHash.Leaf(hash), of, proof, await Note(newest, of, cancellation));
    }

    private async Task<ConsistencyProof?> FindConsistency(long from, long? to, CancellationToken cancellation)
    {
        var newest = await Newest(cancellation);
        var of = to ?? newest?.Size ?? 0;
        if (newest is null || of > newest.Size || from > of)
            return null;
        var proof = await tree.ConsistencyProof(from, of, cancellation);
        return new(
            from, of, await tree.Root(from, cancellation), await tree.Root(of, cancellation), proof, await Note(newest, of, cancellation));
    }

    private async Task<string?> Note(KeptCheckpoint newest, long size, CancellationToken cancellation) =>
        newest.Size == size ? newest.Note : (await checkpoints.At(size, cancellation))?.Note;

    private Task<byte[]?> Hash(string tenant, long sequence, CancellationToken cancellation) => db.ReadOne(
        "select hash from events.mt_events where seq_id = $1 and tenant_id = $2 and hash is not null",
        [Sql.Number(sequence), Sql.Text(tenant)], row => row.GetFieldValue<byte[]>(0), cancellation);
}
