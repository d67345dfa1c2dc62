using ChatEs.Api.Auth;
using ChatEs.Api.Http;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>Credentials to caller: a user's token, or the cookie of a session; both are the user himself.</summary>
internal sealed class VirolaAuth(Callers callers, WebSessions sessions, VirolaTenants tenants, VirolaOrigins origins, IConfiguration configuration)
{
    public const string DialectName = "virola";
    public const string Cookie = "VirolaUserSessionId";

    /// <summary>An id of ours has 64 characters; what is much longer is not worth a look.</summary>
    private const int LongestSessionId = 256;

    public async ValueTask<(VirolaCall? Call, VirolaProblem? Problem)> Admit(HttpContext http, string route)
    {
        var requestId = RequestHeaders.NameRequest(http);
        var (credential, session, problem) = await Recognise(http);
        if (credential is not { User: { } user })
            return (null, problem);
        await callers.Enter(http, credential.Tenant);

        string? key = null;
        if (HttpMethods.IsPost(http.Request.Method) && !RequestHeaders.TryReadIdempotencyKey(http.Request.Headers[RequestHeaders.IdempotencyKey], out key))
            return (null, VirolaErrors.BadIdempotencyKey);
        return (new(http, route, callers.For(credential, user, DialectName), user, session, requestId, key), null);
    }

    /// <summary>Whether a page that is none of ours asks with the cookie of its visitor. A token is sent by nobody who does not mean it.</summary>
    public bool IsForged(VirolaCall call) => call.Session is not null && !origins.Allow(call.Http.Request);

    /// <summary>Whether a page that is none of ours logs its visitor in.</summary>
    public bool IsForged(HttpRequest login) => !origins.Allow(login);

    /// <summary>Whether the credentials of a request that was admitted are as good as they were.</summary>
    public async ValueTask<bool> IsStillAdmitted(HttpContext http) => (await Recognise(http)).Problem is null;

    /// <returns>A user's credential, and the session that he came by if it was one; or why there is none.</returns>
    private async ValueTask<(Credential? Credential, string? Session, VirolaProblem? Problem)> Recognise(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization;
        var session = http.Request.Cookies[Cookie];
        if (authorization.Count == 0 && string.IsNullOrEmpty(session))
            return (null, null, VirolaErrors.NoCredentials);

        // A browser sends the cookie by itself; who sends the header means it.
        if (authorization.Count > 0)
            session = null;
        var credential = authorization.Count > 0
            ? BearerSecret.Of(authorization) is { } secret ? await callers.Recognise(secret, http.RequestAborted) : null
            : session!.Length <= LongestSessionId ? await sessions.Find(session, http.RequestAborted) : null;
        if (credential is not { User: { } user } || (tenants.OfHost(http.Request.Host) is { } owner && owner != credential.Tenant))
            return (null, null, VirolaErrors.UnknownCredentials);
        return callers.IsSuspended(user) ? (null, null, VirolaErrors.Suspended) : (credential, session, null);
    }

    public async Task<string> Begin(HttpContext http, string tenant, UserNumber user)
    {
        var session = await sessions.Begin(tenant, user, http.RequestAborted);
        http.Response.Cookies.Append(Cookie, session, Options(http, WebSessions.Lifetime));
        return session;
    }

    public async Task End(HttpContext http, string session)
    {
        await sessions.End(session, http.RequestAborted);
        Forget(http);
    }

    /// <summary>Has the browser throw the cookie away, whatever it stood for.</summary>
    public void Forget(HttpContext http)
    {
        if (http.Request.Cookies.ContainsKey(Cookie))
            http.Response.Cookies.Append(Cookie, "", Options(http, TimeSpan.Zero));
    }

    /// <summary>Over plain http a browser would not send a Secure cookie back; behind a proxy the public address tells.</summary>
    private CookieOptions Options(HttpContext http, TimeSpan life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps || configuration["PublicUrl"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true,
        Path = "/",
        MaxAge = life,
    };
}
