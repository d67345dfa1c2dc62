using System.Text.RegularExpressions;
using ChatEs.Api.Dialects.Native;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed partial class the_documentation
{
    private readonly DocumentedPage _page = new("docs/api.md", passing: "\"(sequence|asOf|milliseconds|checkpoint|waiting|delivery)\":[0-9]+|(?<=\"error\":\")[^\"]+|(?<=elivery )[0-9]+|wh_[\\w-]+|whsec_[\\w+/=]+", headers: ["Location"]);

    [Fact]
    public async Task of_v1_shows_real_answers() => (await DemoWorld.Run("native_documentation", _page)).ShouldBeGreaterThan(90);

    [Fact]
    public async Task lists_every_code()
    {
        var rows = (await File.ReadAllLinesAsync(_page.FullPath)).Where(line => CodeRow().IsMatch(line));
        rows.ShouldBe(NativeCodes.All.Select(code => $"| {code.Value.Status} | `{code.Key}` | {code.Value.Meaning} |"));
    }

    [GeneratedRegex(@"^\| \d{3} \|", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeRow();
}
