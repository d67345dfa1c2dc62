using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatEs.Api.Dialects.Native;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

/// <summary>
/// docs/api.md is run from top to bottom, with curl, against a service behind a real socket. With CHATES_WRITE_DOCS=1 the
/// answers are written into it, and somebody has to read what changed.
/// </summary>
public sealed partial class the_documented_calls : IAsyncLifetime
{
    private const string DocumentedUrl = "http://localhost:5080";

    private static readonly string Page = Path.Combine(HouseRules.Root, "docs/api.md");

    private ChatEsHost _host = null!;
    private Dictionary<string, string> _variables = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ChatEsHost.StartOnKestrel("native_documented_calls");
        _variables = new(StringComparer.Ordinal)
        {
            ["KEY"] = (await _host.Tenant("demo")).Secret,
            ["ALICE"] = (await _host.User("demo", "alice")).Secret,
            ["BOB"] = (await _host.User("demo", "bob")).Secret,
        };
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task answer_as_documented()
    {
        var text = await File.ReadAllTextAsync(Page);
        var calls = Call().Matches(text);
        calls.Count.ShouldBeGreaterThan(80);
        var written = new StringBuilder();
        var at = 0;
        foreach (Match call in calls)
        {
            var (documented, line) = (call.Groups["answer"], call.Groups["line"].Value);
            var real = await Run(line);
            written.Append(text, at, documented.Index - at).Append(real);
            at = documented.Index + documented.Length;
            if (!IsWriting)
                Comparable(documented.Value).ShouldBe(Comparable(real), line);
        }
        if (IsWriting)
            await File.WriteAllTextAsync(Page, written.Append(text, at, text.Length - at).ToString());
    }

    [Fact]
    public async Task list_every_code()
    {
        var rows = (await File.ReadAllLinesAsync(Page)).Where(line => CodeRow().IsMatch(line));
        rows.ShouldBe(NativeCodes.All.Select(code => $"| {code.Value.Status} | `{code.Key}` | {code.Value.Meaning} |"));
    }

    private static bool IsWriting => Environment.GetEnvironmentVariable("CHATES_WRITE_DOCS") == "1";

    /// <returns>The status, the address of what was created, and the body, as the page shows them.</returns>
    private async Task<string> Run(string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{line.Replace(DocumentedUrl, _host.Client.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal)} -s -S -i"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _variables)
            start.Environment[name] = value;
        using var curl = Process.Start(start)!;
        var (output, error) = (curl.StandardOutput.ReadToEndAsync(), curl.StandardError.ReadToEndAsync());
        await curl.WaitForExitAsync();
        curl.ExitCode.ShouldBe(0, $"{line}\n{await error}");

        // What answers a form or a large body may begin with 100 Continue.
        var parts = (await output).Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n\n").SkipWhile(part => part.StartsWith("HTTP/1.1 1", StringComparison.Ordinal)).ToList();
        var (head, body) = (parts[0].Split('\n'), string.Join("\n\n", parts.Skip(1)));
        if (body.StartsWith("{\"key\":\"ak_", StringComparison.Ordinal))
            _variables["AUDITOR"] = (string)JsonNode.Parse(body)!["key"]!;
        var shown = new StringBuilder(head[0]["HTTP/1.1 ".Length..]).Append('\n');
        foreach (var header in head.Where(header => header.StartsWith("Location: ", StringComparison.Ordinal)))
            shown.Append(header).Append('\n');
        if (body.Length > 0)
            shown.Append('\n').Append(body.Replace(_host.Client.BaseAddress.ToString(), $"{DocumentedUrl}/", StringComparison.Ordinal)).Append('\n');
        return shown.ToString();
    }

    /// <summary>Without what is another one each time: times, ids of requests and messages, cursors, secrets, signatures.</summary>
    private static string Comparable(string answer) => Passing().Replace(answer, match => $"<{match.Groups.Keys.First(name => name is not "0" && match.Groups[name].Success)}>");

    [GeneratedRegex("```sh\n(?<line>curl .+)\n```\n\n```\n(?<answer>[^`]*)```", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Call();

    [GeneratedRegex("""
        (?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)|(?<uuid>[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})|(?<request>(?<="requestId":")[^"]+)|(?<cursor>(?<="next":")[^"]+)|(?<secret>(sk|ut|ak)_[\w-]+)|(?<digest>\b([0-9a-f]{32}){1,2}\b)|(?<signed>expires=\d+&signature=[\w-]+)
        """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Passing();

    [GeneratedRegex(@"^\| \d{3} \|", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeRow();
}
