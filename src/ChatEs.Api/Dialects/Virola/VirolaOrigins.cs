namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// Which pages may use the cookie of their visitor. A browser sends it along from pages of other hosts of the same site, and
/// wherever a link leads here; before it opens a WebSocket, or posts what looks like a form, it asks nobody. Without this such
/// a page could act and listen as whoever looks at it, or have him go on unawares as somebody else.
/// </summary>
internal sealed class VirolaOrigins(IConfiguration configuration)
{
    private const string FetchSite = "Sec-Fetch-Site";

    private readonly HashSet<string> _allowed = new(
        configuration.GetSection("Virola:AllowedOrigins").GetChildren().Select(origin => origin.Value).Append(configuration["PublicUrl"])
            .Select(Of).OfType<Uri>().Select(Name),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Pages of the address that the request was sent to, of the public address, and of those configured. Who names no origin
    /// is no browser, or follows a link: then the browser says whether it stood on a page of ours.
    /// </summary>
    public bool Allow(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0
            ? request.Headers[FetchSite] is [] or ["same-origin" or "none"]
            : origin is [var only] && Of(only) is { } page && (IsOwn(page, request.Host) || _allowed.Contains(Name(page)));
    }

    /// <summary>Behind a proxy that speaks https the request came by http: the scheme says nothing.</summary>
    private static bool IsOwn(Uri page, HostString host) =>
        string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is { } port ? port == page.Port : page.IsDefaultPort);

    private static Uri? Of(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static string Name(Uri origin) => origin.GetLeftPart(UriPartial.Authority);
}
