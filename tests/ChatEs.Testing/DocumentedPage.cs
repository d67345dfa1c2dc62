using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;

namespace ChatEs.Testing;

/// <summary>
/// A page of the documentation, whose shell lines are run from top to bottom. A block that begins with curl has its answer
/// below it; any other sets variables for those that follow. With CHATES_WRITE_DOCS=1 the answers are written into the page,
/// and somebody has to read what changed.
/// </summary>
/// <param name="path">From the top of the repository.</param>
/// <param name="passing">A regular expression for what else is another one each time.</param>
/// <param name="headers">Which headers the page shows; those that matter where nothing is said.</param>
public sealed partial class DocumentedPage(string path, string? passing = null, IReadOnlyList<string>? headers = null)
{
    private const string DocumentedUrl = "http://localhost:5080";

    /// <summary>A longer answer is shown by its beginning and its end.</summary>
    private const int LongestShown = 3_000;
    private const int Beginning = 1_000;
    private const string LeftOut = " … ";

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<string> _headers = headers ??
        ["Allow", "Content-Disposition", "Content-Type", "Link", "Location", "Retry-After", "Set-Cookie", "WWW-Authenticate", "X-Total-Count"];

    private static bool IsWriting => Environment.GetEnvironmentVariable("CHATES_WRITE_DOCS") == "1";

    /// <summary>For what else a test wants to say of the page.</summary>
    public string FullPath => Path.Combine(Repository.Root, path);

    /// <param name="folder">Where a reader stands who has started the service: beside the folder of its data.</param>
    /// <returns>How many lines were run.</returns>
    public async Task<int> Run(string folder)
    {
        var text = await File.ReadAllTextAsync(FullPath);
        var (written, at, calls) = (new StringBuilder(), 0, 0);
        foreach (Match block in Block().Matches(text))
        {
            var (documented, lines) = (block.Groups["answer"], block.Groups["lines"].Value);
            if (!documented.Success)
            {
                await Set(lines, folder);
                continue;
            }
            var real = Shown(await Bash($"{lines} -s -S -i", folder));
            written.Append(text, at, documented.Index - at).Append(Cut(real));
            at = documented.Index + documented.Length;
            calls++;
            if (!IsWriting)
                Compare(documented.Value, real, lines);
        }
        if (IsWriting)
            await File.WriteAllTextAsync(FullPath, written.Append(text, at, text.Length - at).ToString());
        return calls;
    }

    private async Task Set(string lines, string folder)
    {
        foreach (var line in Encoding.UTF8.GetString(await Bash($"set -e -a\n{lines}\nenv -0", folder)).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            if (Environment.GetEnvironmentVariable(name) != value)
                _variables[name] = value;
        }
    }

    private async Task<byte[]> Bash(string script, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in _variables)
            start.Environment[name] = value;
        using var bash = Process.Start(start)!;
        using var output = new MemoryStream();
        var (reading, error) = (bash.StandardOutput.BaseStream.CopyToAsync(output), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        await reading;
        bash.ExitCode.ShouldBe(0, $"{script}\n{await error}");
        return output.ToArray();
    }

    /// <returns>The status, the headers that matter, and the body; of bytes that are no text, their number.</returns>
    private string Shown(byte[] answer)
    {
        var rest = answer.AsSpan();
        string head;
        do // What answers a form may begin with 100 Continue.
        {
            var end = rest.IndexOf("\r\n\r\n"u8);
            head = Encoding.UTF8.GetString(rest[..end]);
            rest = rest[(end + 4)..];
        }
        while (head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal));
        var lines = head.Split("\r\n");
        var shown = new StringBuilder(lines[0]["HTTP/1.1 ".Length..]).Append('\n');
        var type = lines.FirstOrDefault(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal)) ?? "";
        foreach (var name in _headers)
        {
            foreach (var line in lines.Where(line => line.StartsWith($"{name}: ", StringComparison.Ordinal) && !line.Contains("application/json", StringComparison.Ordinal)))
                shown.Append(line).Append('\n');
        }
        var isText = type.Contains("json", StringComparison.Ordinal) || type.Contains("text/", StringComparison.Ordinal);
        if (rest.Length > 0)
            shown.Append('\n').Append(isText ? Encoding.UTF8.GetString(rest) : $"({rest.Length} bytes)").Append('\n');
        return shown.ToString().Replace(_variables["URL"], DocumentedUrl, StringComparison.Ordinal);
    }

    /// <summary>Between two elements of a list, so that no value is cut.</summary>
    private static string Cut(string answer)
    {
        if (answer.Length <= LongestShown)
            return answer;
        var end = answer.TrimEnd('\n', ']', '}').Length;
        return $"{answer[..(answer.LastIndexOf("},", Beginning, StringComparison.Ordinal) + 2)]}{LeftOut}{answer[end..]}";
    }

    private void Compare(string documented, string real, string line)
    {
        var (expected, comparable) = (Comparable(documented), Comparable(real));
        if (expected.Split(LeftOut) is [var beginning, var end])
        {
            comparable.ShouldStartWith(beginning, Case.Sensitive, line);
            comparable.ShouldEndWith(end, Case.Sensitive, line);
        }
        else
        {
            expected.ShouldBe(comparable, line);
        }
    }

    /// <summary>Without what is another one each time: times, ids, sessions, secrets, cursors, signatures.</summary>
    private string Comparable(string answer) => Passing().Replace(
        passing is null ? answer : Regex.Replace(answer, passing, "<passing>", RegexOptions.None, TimeSpan.FromSeconds(10)),
        match => $"<{match.Groups.Keys.First(name => name is not "0" && match.Groups[name].Success)}>");

    [GeneratedRegex("```sh\n(?<lines>[^`]+)\n```(\n\n```\n(?<answer>[^`]*)```)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Block();

    [GeneratedRegex("""
        (?<uuid>[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})|(?<digest>\b([0-9a-f]{32}){1,2}\b)|(?<time>\b1[5-9]\d{11}\b)|(?<signed>expires=\d+&signature=[\w-]+)|(?<moment>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)|(?<secret>\b(sk|ut|ak|tk)_[\w-]+)|(?<request>(?<="requestId":")[^"]+)|(?<cursor>(?<="next":")[^"]+)
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Passing();
}
