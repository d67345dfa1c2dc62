using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Fuzz.Seeds;

/// <summary>One method of one path, as the running program knows it.</summary>
internal sealed record FuzzRoute(string Method, string Template)
{
    /// <summary>Paths that nobody serves.</summary>
    public static readonly FuzzRoute None = new("GET", "/{nothing}");

    public string Key => this == None ? "no route" : $"{Method} {Template}";

    public Dialect Dialect => Dialects.Of(Template);

    public IReadOnlyList<string> Segments => Template.TrimStart('/').Split('/');

    public IReadOnlyList<int> Variable => [.. Segments.Index().Where(segment => segment.Item.StartsWith('{')).Select(segment => segment.Index)];

    /// <summary>All that there are, and <see cref="None"/>: no list of ours has to be kept.</summary>
    public static IReadOnlyList<FuzzRoute> All(WebApplication app) =>
    [
        .. app.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().Concat(((IEndpointRouteBuilder)app).DataSources)
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Where(method => method != "CONNECT")
                .Select(method => new FuzzRoute(method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))))
            .Distinct().OrderBy(route => route.Template, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal),
        None,
    ];
}

internal enum Dialect
{
    Native,
    Roomlio,
    Qiscus,
    ChatMessages,
    Virola,
    MeetingLawyers,

    /// <summary>Signed addresses of files.</summary>
    Files,

    /// <summary>Health, documentation, and what is nobody's.</summary>
    Service,
}

internal static partial class Dialects
{
    /// <param name="path">Or a template. Paths are told apart by whole segments, in the spelling of the documents.</param>
    public static Dialect Of(string path) => Beginning().Match(path).Value switch
    {
        "/v1" => Dialect.Native,
        "/rpc" => Dialect.Roomlio,
        "/api/v2.1/rest" => Dialect.Qiscus,
        "/chat-messages" or "/chat-rooms" => Dialect.ChatMessages,
        "/api/v1" => Dialect.Virola,
        "/chat" or "/s2s" => Dialect.MeetingLawyers,
        "/files" => Dialect.Files,
        _ => Dialect.Service,
    };

    [GeneratedRegex("^/(v1|rpc|api/v2\\.1/rest|chat-messages|chat-rooms|api/v1|chat|s2s|files)(?=/|$|\\?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Beginning();
}
