using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Application.Auditing;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Merkle;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Auditing;

/// <summary>The fixed vector of docs/audit.md, by this implementation and by the words of the page.</summary>
public sealed class the_hashing_on_the_page
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Repository.Root, "docs/audit.md"));

    [Fact]
    public void is_what_this_implementation_does()
    {
        var events = Events();
        var chain = new StreamChain(events[0].Stream);
        events.ShouldAllBe(e => chain.Next(e) == null);
        chain.End().ShouldBeNull();

        var tree = new Frontier();
        events.ForEach(e => tree.Append(MerkleHash.Leaf(e.Hash)));
        Page.ShouldContain($"The root of a log of these two is `{Convert.ToHexStringLower(tree.Root())}`.");
    }

    [Fact]
    public void is_what_the_words_of_the_page_say()
    {
        var last = new byte[32];
        foreach (var (e, column) in Events().Zip([1, 2]))
        {
            byte[] digest = Cell("personal", column) is { } personal ? SHA256.HashData([.. e.Salt!, .. personal]) : new byte[32];
            if (e.PersonalDigest is not null)
                digest.ShouldBe(e.PersonalDigest);
            last = SHA256.HashData([.. last, .. Cell("metadata", column)!, .. Cell("data without personal", column)!, .. digest]);
            last.ShouldBe(e.Hash);
        }
    }

    private static List<StoredEvent> Events() =>
        [.. Page.Where(line => line.StartsWith("{\"sequence\":1,", StringComparison.Ordinal) || line.StartsWith("{\"sequence\":2,", StringComparison.Ordinal))
            .Select(line => AuditLine.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line))))];

    /// <returns>Null where the cell is empty.</returns>
    private static byte[]? Cell(string row, int column)
    {
        var text = Page.Single(line => line.StartsWith($"| {row} |", StringComparison.Ordinal)).Split('|')[column + 1].Trim().Trim('`');
        return text.Length == 0 ? null : Encoding.UTF8.GetBytes(text);
    }
}
