using System.Globalization;
using ChatEs.EventStore.Merkle;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>What a checkpoint says, in the text of c2sp.org/tlog-checkpoint: origin, size and root, a line each.</summary>
/// <param name="Origin">Names the log.</param>
/// <param name="Size">How many events; the newest has this sequence.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <param name="text">The text of a note, without its signatures. Further lines are extensions and mean nothing here.</param>
    /// <exception cref="FormatException">It is no checkpoint, in a sentence.</exception>
    public static Checkpoint Parse(string text)
    {
        var lines = text.Split('\n');
        // The text ends with a line feed, so the last of these is empty.
        if (lines.Length < 4 || lines[^1] is not "" || lines[..^1].Any(line => line is ""))
            throw new FormatException("A checkpoint has at least three lines, none of them empty: origin, size and root.");
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || lines[1] is ['0', _, ..])
            throw new FormatException("The second line of a checkpoint is the size of the log, in digits.");
        var root = new byte[MerkleHash.Length];
        if (!Convert.TryFromBase64String(lines[2], root, out var written) || written != root.Length || Convert.ToBase64String(root) != lines[2])
            throw new FormatException("The third line of a checkpoint is the root of the tree, 32 bytes in base64.");
        return new Checkpoint(lines[0], size, root);
    }

    public bool Equals(Checkpoint? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
