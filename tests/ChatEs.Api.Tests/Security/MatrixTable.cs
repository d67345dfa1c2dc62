using System.Text;
using ChatEs.Testing;

namespace ChatEs.Api.Tests.Security;

/// <summary>
/// The file matrix.txt: a line for each call, with the status that each kind of credential gets, <c>-</c> where the dialect
/// cannot say it. Its rows are shown on docs/security.md.
/// </summary>
internal static class MatrixTable
{
    private const int Width = 4;
    private const string Begin = "<!-- the matrix -->";
    private const string End = "<!-- end of the matrix -->";

    private static readonly CredentialKind[] Kinds = Enum.GetValues<CredentialKind>();

    private static string File => Path.Combine(Repository.Root, "tests/ChatEs.Api.Tests/Security/matrix.txt");

    private static string Page => Path.Combine(Repository.Root, "docs/security.md");

    /// <summary>The statuses of each call, as they stand in the file.</summary>
    public static Dictionary<string, string> Read() => System.IO.File.ReadLines(File).Where(line => !line.StartsWith('#'))
        .ToDictionary(line => line[(Width * Kinds.Length)..], line => line[..(Width * Kinds.Length)].TrimEnd(), StringComparer.Ordinal);

    /// <summary>The statuses of a call as they stand in a line.</summary>
    public static string Statuses(IReadOnlyDictionary<CredentialKind, int?> statuses) =>
        string.Concat(Kinds.Select(kind => $"{statuses[kind]?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-",-Width}")).TrimEnd();

    public static void Write(IReadOnlyDictionary<string, string> rows)
    {
        var text = new StringBuilder("# From left to right: ").AppendJoin(", ", Kinds.Select(NameOf)).Append('\n');
        foreach (var call in MatrixCalls.All)
            text.Append(rows[call.Name].PadRight(Width * Kinds.Length)).Append(call.Name).Append('\n');
        System.IO.File.WriteAllText(File, text.ToString());
    }

    /// <summary>What the page shows between its two marks.</summary>
    public static string Shown()
    {
        var page = System.IO.File.ReadAllText(Page);
        return page[(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..page.IndexOf(End, StringComparison.Ordinal)];
    }

    public static void Show(string table) => System.IO.File.WriteAllText(
        Page, System.IO.File.ReadAllText(Page).Replace(Shown(), table, StringComparison.Ordinal));

    public static string Rendered(IReadOnlyDictionary<string, string> rows)
    {
        var text = new StringBuilder("\n\n| call | ").AppendJoin(" | ", Kinds.Select(NameOf)).Append(" |\n|---|");
        text.Insert(text.Length, "---|", Kinds.Length).Append('\n');
        foreach (var call in MatrixCalls.All)
            text.Append("| `").Append(call.Name).Append("` | ").AppendJoin(" | ", rows[call.Name].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Append(" |\n");
        return text.Append('\n').ToString();
    }

    private static string NameOf(CredentialKind kind) => kind switch
    {
        CredentialKind.RivalServer => "rival's key",
        CredentialKind.RivalUser => "rival's user",
        CredentialKind.ServerForUser => "server for a user",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
