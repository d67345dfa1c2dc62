namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// Which pages may open a WebSocket with the cookie of their visitor. A browser asks nobody before it does, and sends the
/// cookie along: without this any page could listen as whoever looks at it.
/// </summary>
internal sealed class VirolaOrigins(IConfiguration configuration)
{
    private readonly HashSet<string> _allowed = new(
        configuration.GetSection("Virola:AllowedOrigins").GetChildren().Select(origin => origin.Value).Append(configuration["PublicUrl"])
            .Select(Of).OfType<Uri>().Select(Name),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Pages of the address that the request was sent to, of the public address, and of those configured. Who names no origin is no browser.</summary>
    public bool Allow(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0 || (origin is [var only] && Of(only) is { } page && (IsOwn(page, request.Host) || _allowed.Contains(Name(page))));
    }

    /// <summary>Behind a proxy that speaks https the request came by http: the scheme says nothing.</summary>
    private static bool IsOwn(Uri page, HostString host) =>
        string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is { } port ? port == page.Port : page.IsDefaultPort);

    private static Uri? Of(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static string Name(Uri origin) => origin.GetLeftPart(UriPartial.Authority);
}
