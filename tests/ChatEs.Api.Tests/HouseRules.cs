using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChatEs.Application;
using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests;

/// <summary>What the compiler cannot hold.</summary>
public sealed class HouseRules
{
    private static readonly string Root = Repository.Root;

    /// <summary>They have nothing to check: every value they can hold means something.</summary>
    private static readonly Type[] NeedNoValidator =
    [
        typeof(ArchiveRoom), typeof(UnarchiveRoom), typeof(GrantModerator), typeof(RevokeModerator), typeof(PinRoom), typeof(UnpinRoom),
        typeof(DeleteMessage), typeof(RemoveAttachment), typeof(SuspendUser), typeof(ReactivateUser), typeof(ChangePassword),
        typeof(ResetUserToken), typeof(RevokeApiKey), typeof(RemoveWebhook), typeof(ResumeWebhook), typeof(RotateWebhookSecret),
    ];

    [Fact]
    public void the_top_level_is_what_the_design_says() =>
        Directory.EnumerateFileSystemEntries(Root).Select(entry => Path.GetFileName(entry)!)
            .Where(name => !name.StartsWith('.') && name != "TestResults")
            .ShouldBe(
                ["src", "tests", "ChatEs.sln", "docker", "docs", "Directory.Packages.props", "README.md", "Directory.Build.props"],
                ignoreOrder: true);

    [Theory]
    [InlineData("ChatEs.Domain")]
    [InlineData("ChatEs.EventStore")]
    [InlineData("ChatEs.Application", "ChatEs.Domain", "ChatEs.EventStore")]
    [InlineData("ChatEs.Api", "ChatEs.Application", "ChatEs.Domain")]
    public void there_is_no_door_but_these(string project, params string[] doors) =>
        XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .ShouldBe(doors, ignoreOrder: true);

    [Fact]
    public void no_file_is_longer_than_300_lines() =>
        Sources("src", "tests").Where(file => File.ReadLines(file).Count() > 300).Select(Relative).ShouldBeEmpty();

    [Fact]
    public void the_api_does_not_know_postgresql_by_its_driver() => Lines(@"\bNpgsql", "src/ChatEs.Api").ShouldBeEmpty();

    [Fact]
    public void the_domain_is_pure() => Lines(
        @"\bDateTime(Offset)?\.(Utc)?Now\b|\bTimeProvider\b|\bGuid\.(NewGuid|CreateVersion7)\b|\bRandom\b|\basync\b|\bTask\b|\bSystem\.(Text\.Json|IO|Net|Threading)\b",
        "src/ChatEs.Domain").ShouldBeEmpty();

    /// <summary>An exception's and a log line's message are meant where the word stands by itself.</summary>
    [Fact]
    public void the_event_store_knows_no_chat() => Lines(
        @"\b(?i:rooms?|participants?|chat|messages)\b|(?<!string )\bmessage\b(?!\))|(Room|Participant|Chat(?!Es)|(?<!Logger)Message)[A-Z]|(?i:room|participant|message|chat(?!es))_",
        "src/ChatEs.EventStore").ShouldBeEmpty();

    [Fact]
    public void no_dialect_names_another()
    {
        var folder = Path.Combine(Root, "src/ChatEs.Api/Dialects");
        var dialects = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).ToList();
        dialects.ShouldContain("Native");
        foreach (var dialect in dialects)
        {
            foreach (var other in dialects.Where(other => other != dialect))
                Lines($@"\bDialects\.{other}\b", $"src/ChatEs.Api/Dialects/{dialect}").ShouldBeEmpty();
        }
    }

    [Fact]
    public void every_event_has_a_stored_name_and_a_row_in_the_documentation()
    {
        var names = EventTable.Create().Names;
        typeof(IDomainEvent).Assembly.GetTypes().Where(type => !type.IsAbstract && typeof(IDomainEvent).IsAssignableFrom(type))
            .Except(names.Values).ShouldBeEmpty();

        var rows = File.ReadLines(Path.Combine(Root, "docs/events.md"))
            .Select(line => Regex.Match(line, @"^\| `(?<name>[a-z0-9_]+)` \|", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .Where(match => match.Success).Select(match => match.Groups["name"].Value);
        rows.ShouldBe(names.Keys, ignoreOrder: true);
    }

    [Fact]
    public void the_documentation_names_every_member_of_every_event()
    {
        var rows = File.ReadAllLines(Path.Combine(Root, "docs/events.md"));
        foreach (var (name, type) in EventTable.Create().Names)
        {
            var row = rows.Single(line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
            foreach (var member in Members(type))
                row.ShouldContain($"`{member}`", Case.Sensitive, $"{name} has a member that docs/events.md does not name");
        }
    }

    [Fact]
    public void every_command_has_a_validator_or_needs_none()
    {
        var commands = typeof(ICommand).Assembly.GetTypes().Where(type => !type.IsAbstract && typeof(ICommand).IsAssignableFrom(type)).ToList();
        commands.ShouldNotBeEmpty();
        commands.Except(new Validators().Commands).ShouldBe(NeedNoValidator, ignoreOrder: true);
    }

    [Fact]
    public void the_documentation_shows_every_route_of_our_own_api()
    {
        var routes = Regex.Matches(
            File.ReadAllText(Path.Combine(Root, "src/ChatEs.Api/Dialects/Native/NativeEndpoints.cs")),
            """\("(?<method>[A-Z]+)", "(?<path>/v1[^"]*)"\)""", RegexOptions.None, TimeSpan.FromSeconds(1));
        routes.Count.ShouldBeGreaterThan(10);
        var text = File.ReadAllText(Path.Combine(Root, "docs/api.md"));
        foreach (Match route in routes)
            text.ShouldContain($"`{route.Groups["method"].Value} {route.Groups["path"].Value}`");
    }

    [Fact]
    public void the_documentation_names_every_scenario_of_the_benchmarks()
    {
        var scenarios = Sources("tests/ChatEs.Benchmarks/Scenarios").SelectMany(file => Regex.Matches(
            File.ReadAllText(file), """(?:new Loop|new Job|\bPage|\bDeep)\(\s*"(?<name>[a-z-]+)"|const string \w*Name = "(?<name>[a-z-]+)";""",
            RegexOptions.None, TimeSpan.FromSeconds(1)));
        var names = scenarios.Select(match => match.Groups["name"].Value).ToList();
        names.Count.ShouldBeGreaterThan(30);
        var text = File.ReadAllText(Path.Combine(Root, "docs/performance.md"));
        foreach (var name in names)
            text.ShouldContain($"| `{name}` |");
    }

    /// <summary>Of the record and its personal part; what is computed is not stored.</summary>
    private static IEnumerable<string> Members(Type record) =>
        record.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First().GetParameters().SelectMany(parameter =>
            parameter.Name == "Personal" ? Members(parameter.ParameterType) : [System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)]);

    /// <summary>The lines of code, comments left out, in which the pattern occurs.</summary>
    private static List<string> Lines(string pattern, string folder) =>
        [.. Sources(folder).SelectMany(file => File.ReadLines(file).Select(line => $"{Relative(file)}: {Code(line)}"))
            .Where(line => Regex.IsMatch(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))];

    private static string Code(string line) => Regex.Replace(line, @"(?://|--).*", "", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is ".cs" or ".sql");

    private static string Relative(string file) => Path.GetRelativePath(Root, file);
}
