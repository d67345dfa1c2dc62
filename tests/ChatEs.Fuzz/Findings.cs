using System.Globalization;
using System.Text;
using ChatEs.Fuzz.Ground;
using ChatEs.Fuzz.Oracles;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz;

/// <param name="Status">0 where there was no answer.</param>
/// <param name="File">The request; null when it is of no single one.</param>
internal sealed record Finding(string Route, int Status, string Kind, string Words, string? File)
{
    public int Times { get; set; } = 1;
}

/// <summary>What the oracles object to: each route, status and kind once, with a request that shows it.</summary>
/// <param name="folder">Where the requests are left.</param>
internal sealed class Findings(string folder)
{
    private const string HeadEnd = "\n#\n";

    private readonly Lock _adding = new();
    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All
    {
        get
        {
            lock (_adding)
                return [.. _all];
        }
    }

    /// <summary>Of the run as a whole.</summary>
    public void Add(string kind, string words)
    {
        lock (_adding)
            _all.Add(new("everything", 0, kind, words, null));
    }

    public void Add(string route, int status, Objection objection, string bytes, IEnumerable<string> done, World world)
    {
        lock (_adding)
        {
            if (_all.Find(known => known.Route == route && known.Status == status && known.Kind == objection.Kind) is { } known)
            {
                known.Times++;
                return;
            }
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{_all.Count + 1:000}-{status}-{string.Concat(objection.Kind.Where(c => char.IsAsciiLetterOrDigit(c)))}.request"));
            var head = $"# route: {route}\n# status: {status}\n# objection: {objection.Kind}: {objection.Words.ReplaceLineEndings(" ")}\n# done: {string.Join("; ", done)}\n# length: {(IsCounted(bytes) ? "counted" : "as it stands")}{HeadEnd}";
            File.WriteAllBytes(file, [.. Encoding.UTF8.GetBytes(head), .. Latin.Bytes(world.Abstract(bytes))]);
            _all.Add(new(route, status, objection.Kind, objection.Words, file));
        }
    }

    /// <returns>The bytes of a request that was left here, in another world.</returns>
    public static string Read(string file, World world)
    {
        var text = Latin.Of(File.ReadAllBytes(file));
        var end = text.IndexOf(HeadEnd, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidDataException($"{file} is no request of the fuzzer.");
        var (head, bytes) = (text[..end], world.Concrete(text[(end + HeadEnd.Length)..]));
        return head.Contains("# length: counted", StringComparison.Ordinal) ? Counted(bytes) : bytes;
    }

    /// <summary>Whether the length in the head is that of the body: then it is again when what it names has other lengths.</summary>
    private static bool IsCounted(string bytes) => Counted(bytes) == bytes && bytes.Contains("Content-Length: ", StringComparison.Ordinal);

    private static string Counted(string bytes)
    {
        var body = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var at = bytes.IndexOf("\r\nContent-Length: ", StringComparison.Ordinal);
        if (body < 4 || at < 0 || at > body)
            return bytes;
        var end = bytes.IndexOf("\r\n", at + 2, StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes[..at]}\r\nContent-Length: {bytes.Length - body}{bytes[end..]}");
    }
}
