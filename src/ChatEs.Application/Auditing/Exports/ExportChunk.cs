using System.Buffers;
using System.Text.Json;
using ChatEs.EventStore.Merkle;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing.Exports;

/// <summary>Some events on their way out, and what is not exported between them.</summary>
/// <param name="after">The sequence of the last event before.</param>
internal sealed class ExportChunk(LogTree tree, long after)
{
    private const int SubtreesAtOnce = 500;

    private static readonly JsonWriterOptions Options = new() { Encoder = Wire.Encoder, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _events = new(1 << 16);
    private readonly List<Subtree> _between = [];

    public long Sequence { get; private set; } = after;

    public long Count { get; private set; }

    public long ProofLines => _between.Count;

    public ReadOnlyMemory<byte> Events => _events.WrittenMemory;

    public void Add(StoredEvent e)
    {
        End(e.Sequence - 1);
        AuditLine.Write(_events, e);
        (Sequence, Count) = (e.Sequence, Count + 1);
    }

    /// <summary>The events up to there are not exported.</summary>
    public void End(long sequence)
    {
        // Sequences count from 1 and leaves from 0: the leaf after the event n has the index n.
        _between.AddRange(Subtree.Fill(new(Sequence, sequence)));
        Sequence = Math.Max(Sequence, sequence);
    }

    public async Task<ReadOnlyMemory<byte>> Proofs(CancellationToken cancellation)
    {
        var lines = new ArrayBufferWriter<byte>(1 << 12);
        foreach (var some in _between.Chunk(SubtreesAtOnce))
        {
            var roots = await tree.Roots(some, cancellation);
            foreach (var (subtree, root) in some.Zip(roots))
                Line(lines, new ProofLine(subtree.Leaves.From + 1, subtree.Leaves.To, Convert.ToHexStringLower(root)));
        }
        return lines.WrittenMemory;
    }

    public static void Line<T>(ArrayBufferWriter<byte> output, T line)
    {
        using (var writer = new Utf8JsonWriter(output, Options))
            JsonSerializer.Serialize(writer, line);
        output.Write("\n"u8);
    }
}
