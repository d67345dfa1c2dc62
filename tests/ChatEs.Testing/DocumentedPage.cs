using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;

namespace ChatEs.Testing;

/// <summary>
/// A page of the documentation, whose curl lines are run from top to bottom against a service behind a real socket. Each has
/// its answer below it. With CHATES_WRITE_DOCS=1 the answers are written into the page, and somebody has to read what changed.
/// </summary>
/// <param name="path">From the top of the repository.</param>
/// <param name="variables">What the lines take from the shell, beside <c>URL</c>.</param>
/// <param name="passing">A regular expression for what else is another one each time.</param>
public sealed partial class DocumentedPage(string path, IReadOnlyDictionary<string, string> variables, string? passing = null)
{
    private const string DocumentedUrl = "http://localhost:5080";

    private static readonly string[] ShownHeaders =
        ["Allow", "Content-Disposition", "Content-Type", "Link", "Location", "Retry-After", "Set-Cookie", "WWW-Authenticate", "X-Total-Count"];

    private static bool IsWriting => Environment.GetEnvironmentVariable("CHATES_WRITE_DOCS") == "1";

    /// <returns>How many lines were run.</returns>
    public async Task<int> Run(Uri service)
    {
        var page = Path.Combine(Root(), path);
        var text = await File.ReadAllTextAsync(page);
        var (written, at, calls) = (new StringBuilder(), 0, Call().Matches(text));
        using var folder = new TemporaryFolder();
        foreach (Match call in calls)
        {
            var (documented, line) = (call.Groups["answer"], call.Groups["line"].Value);
            var real = Shown(await Curl(line, service, folder.Path), service);
            written.Append(text, at, documented.Index - at).Append(real);
            at = documented.Index + documented.Length;
            if (!IsWriting)
                Comparable(documented.Value).ShouldBe(Comparable(real), line);
        }
        if (IsWriting)
            await File.WriteAllTextAsync(page, written.Append(text, at, text.Length - at).ToString());
        return calls.Count;
    }

    private async Task<byte[]> Curl(string line, Uri service, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{line} -s -S -i"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["URL"] = service.ToString().TrimEnd('/');
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var curl = Process.Start(start)!;
        using var output = new MemoryStream();
        var (reading, error) = (curl.StandardOutput.BaseStream.CopyToAsync(output), curl.StandardError.ReadToEndAsync());
        await curl.WaitForExitAsync();
        await reading;
        curl.ExitCode.ShouldBe(0, $"{line}\n{await error}");
        return output.ToArray();
    }

    /// <returns>The status, the headers that matter, and the body; of bytes that are no text, their number.</returns>
    private static string Shown(byte[] answer, Uri service)
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
        foreach (var name in ShownHeaders)
        {
            foreach (var line in lines.Where(line => line.StartsWith($"{name}: ", StringComparison.Ordinal) && !line.Contains("application/json", StringComparison.Ordinal)))
                shown.Append(line).Append('\n');
        }
        var isText = type.Contains("json", StringComparison.Ordinal) || type.Contains("text/", StringComparison.Ordinal);
        if (rest.Length > 0)
            shown.Append('\n').Append(isText ? Encoding.UTF8.GetString(rest) : $"({rest.Length} bytes)").Append('\n');
        return shown.ToString().Replace(service.ToString(), $"{DocumentedUrl}/", StringComparison.Ordinal);
    }

    /// <summary>Without what is another one each time: times, ids, sessions, signatures.</summary>
    private string Comparable(string answer) =>
        Passing().Replace(passing is null ? answer : Regex.Replace(answer, passing, "<passing>", RegexOptions.None, TimeSpan.FromSeconds(10)), match => $"<{match.Groups.Keys.First(name => name is not "0" && match.Groups[name].Success)}>");

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChatEs.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests do not run below the folder of ChatEs.sln.");
    }

    [GeneratedRegex("```sh\n(?<line>curl [^`]+)\n```\n\n```\n(?<answer>[^`]*)```", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Call();

    [GeneratedRegex("""
        (?<uuid>[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})|(?<session>\b[0-9a-f]{64}\b)|(?<time>\b1[5-9]\d{11}\b)|(?<signed>expires=\d+&signature=[\w-]+)|(?<moment>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)|(?<token>\but_[\w-]+)
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Passing();

    /// <summary>Where the lines find and leave their files.</summary>
    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("chates-docs-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
