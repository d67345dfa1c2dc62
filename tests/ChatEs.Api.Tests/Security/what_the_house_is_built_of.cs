using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>
/// Supply chain: every version is exact and locked, and docs/licences.md lists every package that a lock file names. With
/// CHATES_WRITE_DOCS=1 the list is written, its licences read from the packages' own descriptions in the local cache.
/// </summary>
public sealed class what_the_house_is_built_of
{
    private const string Begin = "<!-- the packages -->";

    /// <summary>Its description names an address and no licence; what lies there at this version is said here.</summary>
    private static readonly Dictionary<string, string> ByAddress = new(StringComparer.Ordinal) { ["MediatR"] = "Apache-2.0" };

    private static string Page => Path.Combine(Repository.Root, "docs/licences.md");

    [Fact]
    public void is_listed_with_its_licence_package_by_package()
    {
        var packages = Locked();
        packages.Count.ShouldBeGreaterThan(30);
        if (Environment.GetEnvironmentVariable("CHATES_WRITE_DOCS") == "1")
            Write(packages);
        var rows = File.ReadAllLines(Page).SkipWhile(line => line != Begin).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        rows.Select(row => (row[1].Trim('`'), row[2], row[4])).ShouldBe(packages.Select(package => (package.Name, package.Version, package.Use)));
        rows.ShouldAllBe(row => row[3].Length > 2);
    }

    [Fact]
    public void has_one_exact_version_of_each_package_in_one_place()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToList();
        versions.Select(version => version.Attribute("Include")!.Value).ShouldBeUnique();
        versions.Select(version => version.Attribute("Version")!.Value).ShouldAllBe(version => Regex.IsMatch(version, @"^\d+(\.\d+)+$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        foreach (var project in Projects())
        {
            XDocument.Load(project).Descendants("PackageReference").ShouldAllBe(reference => reference.Attribute("Version") == null && reference.Attribute("VersionOverride") == null);
            File.Exists(LockOf(project)).ShouldBeTrue($"{project} has no lock file");
        }
        File.ReadAllText(Path.Combine(Repository.Root, ".ci/run")).ShouldContain("--locked-mode");
    }

    private static List<(string Name, string Version, string Use)> Locked() =>
    [
        .. Projects().SelectMany(project => InLock(LockOf(project)).Select(package => (package.Name, package.Version, IsService: IsService(project))))
            .GroupBy(package => (package.Name, package.Version))
            .Select(same => (same.Key.Name, same.Key.Version, same.Any(package => package.IsService) ? "service" : "tests"))
            .OrderBy(package => package.Item3, StringComparer.Ordinal).ThenBy(package => package.Name, StringComparer.OrdinalIgnoreCase).ThenBy(package => package.Version, StringComparer.Ordinal),
    ];

    private static IEnumerable<(string Name, string Version)> InLock(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var framework in document.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (var package in framework.Value.EnumerateObject().Where(package => package.Value.GetProperty("type").GetString() != "Project"))
                yield return (package.Name, package.Value.GetProperty("resolved").GetString()!);
        }
    }

    private static IEnumerable<string> Projects() => new[] { "src", "tests" }.SelectMany(folder =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories));

    private static string LockOf(string project) => Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json");

    private static bool IsService(string project) =>
        project.StartsWith(Path.Combine(Repository.Root, "src"), StringComparison.Ordinal);

    private static void Write(List<(string Name, string Version, string Use)> packages)
    {
        var text = new StringBuilder("\n\n| package | version | licence | of |\n|---|---|---|---|\n");
        foreach (var (name, version, use) in packages)
            text.Append("| `").Append(name).Append("` | ").Append(version).Append(" | ").Append(LicenceOf(name, version)).Append(" | ").Append(use).Append(" |\n");
        var page = File.ReadAllText(Page);
        File.WriteAllText(Page, page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + text);
    }

    private static string LicenceOf(string name, string version)
    {
        if (ByAddress.TryGetValue(name, out var known))
            return known;
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var (id, at) = (name.ToLowerInvariant(), version.ToLowerInvariant());
        return XDocument.Load(Path.Combine(cache, id, at, $"{id}.nuspec")).Descendants()
            .Single(element => element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression").Value;
    }
}
