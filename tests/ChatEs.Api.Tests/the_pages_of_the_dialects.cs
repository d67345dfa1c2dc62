using System.Reflection;
using System.Text.RegularExpressions;
using ChatEs.Api.Hosting;
using ChatEs.Testing;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests;

/// <summary>
/// Each page of docs/dialects has tables that say which test proves what. What they name has to be there, and each call of
/// the dialect has to have its row: a test that was renamed, or a new call, is found out here.
/// </summary>
public sealed partial class the_pages_of_the_dialects
{
    private sealed record Page(string Name, string Folder, string Routes, string Short);

    private static readonly Page[] Pages =
    [
        new("roomlio.md", "Roomlio", "/rpc/", ""), new("qiscus.md", "Qiscus", "/api/v2.1/rest/", "/api/v2.1/rest/"),
        new("chat-messages.md", "ChatMessages", "/chat-", ""), new("virola.md", "Virola", "/api/v1/", ""),
        new("meetinglawyers.md", "MeetingLawyers", "/chat/|/s2s/", ""),
    ];

    [Fact]
    public async Task have_a_row_for_every_call()
    {
        await using var service = ChatEsService.Build([], "Host=nowhere.invalid");
        var routes = ((IEndpointRouteBuilder)service).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (Method: method, Path: route.RoutePattern.RawText!)))
            .ToList();
        foreach (var page in Pages)
        {
            var calls = routes.Where(route => page.Routes.Split('|').Any(start => route.Path.StartsWith(start, StringComparison.Ordinal)))
                .Select(route => $"{route.Method} {route.Path[page.Short.Length..]}").ToList();
            calls.ShouldNotBeEmpty();
            Rows(page).Where(row => row.Head[0] == "call").SelectMany(row => Quoted(row.Cells[0])).ShouldBe(calls, ignoreOrder: true, page.Name);
        }
    }

    [Fact]
    public void name_tests_that_are_there()
    {
        foreach (var page in Pages)
        {
            var named = Tests(page).ToList();
            named.Count.ShouldBeGreaterThan(10, page.Name);
            named.Where(test => !IsThere(page.Folder, test.Class, test.Method)).ShouldBeEmpty(page.Name);
        }
    }

    /// <summary>An ellipsis in place of the class means the one named before; <c>*</c> at the end whatever follows.</summary>
    private static IEnumerable<(string Class, string Method)> Tests(Page page)
    {
        var last = "";
        foreach (var name in Rows(page).Where(row => row.Head[^1].StartsWith("test", StringComparison.Ordinal)).SelectMany(row => Quoted(row.Cells[^1])))
        {
            var isShort = name.StartsWith('…');
            var parts = name.TrimStart('…').TrimStart('.').Split('.');
            if (!isShort)
                last = parts[0];
            yield return (last, isShort ? parts[0] : parts.ElementAtOrDefault(1) ?? "*");
        }
    }

    private static bool IsThere(string folder, string name, string method) => typeof(the_pages_of_the_dialects).Assembly.GetTypes()
        .Where(type => type.Name == name && (type.Namespace!.EndsWith($".{folder}", StringComparison.Ordinal) || IsOfAll(type)))
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(test => test.GetCustomAttributes<FactAttribute>().Any())
        .Any(test => method.EndsWith('*') ? test.Name.StartsWith(method.TrimEnd('*'), StringComparison.Ordinal) : test.Name == method);

    /// <summary>It belongs to no dialect.</summary>
    private static bool IsOfAll(Type type) => type.Namespace!.Split('.')[^1] is "Tests" or "CrossDialect" or "Hosting" or "Security";

    private static IEnumerable<(string[] Head, string[] Cells)> Rows(Page page)
    {
        string[] head = [];
        var before = "";
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs/dialects", page.Name)))
        {
            if (line.StartsWith("|---", StringComparison.Ordinal))
                head = Cells(before);
            else if (line.StartsWith('|') && head is not [] && before.StartsWith('|'))
                yield return (head, Cells(line));
            if (!line.StartsWith('|'))
                head = [];
            before = line;
        }
    }

    private static string[] Cells(string row) => [.. row.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)];

    private static IEnumerable<string> Quoted(string cell) => Name().Matches(cell).Select(name => name.Groups["name"].Value);

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
