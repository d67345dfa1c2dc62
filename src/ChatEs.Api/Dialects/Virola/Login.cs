using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>POST /api/v1/login</c>: a user name and password begin a session, whose id goes into the cookie.</summary>
internal sealed class Login(VirolaAuth auth, VirolaTenants tenants, Passwords passwords)
{
    public async Task Run(HttpContext http)
    {
        RequestHeaders.NameRequest(http);
        if (await Answer(http) is { } problem)
            await VirolaErrors.Write(http, problem);
    }

    private async Task<VirolaProblem?> Answer(HttpContext http)
    {
        if (auth.IsForged(http.Request))
            return VirolaErrors.ForeignOrigin;
        LoginBody? body = null;
        JsonFault? fault = null;
        var fits = await BodyReader.Read(
            http.Request, ChatEsService.LargestBody, bytes => (body, fault) = Json.Read(bytes, VirolaJsonContext.Default.LoginBody), http.RequestAborted);
        if (!fits)
            return VirolaErrors.Of(Failure.BodyTooLarge);
        if (fault is not null)
            return VirolaErrors.Of(fault);

        if (body is not { UserName: { Length: > 0 } name, Password: { } password } || await tenants.Of(http.Request.Host, http.RequestAborted) is not { } tenant)
            return VirolaErrors.WrongPassword;
        var outcome = await passwords.Verify(tenant, name, password, http.Connection.RemoteIpAddress, http.RequestAborted);
        if (outcome.Result is not { User: var user })
            return outcome.Refusal;

        var session = await auth.Begin(http, tenant, user);
        http.Response.Headers.CacheControl = "no-store";
        Json.Write(
            http.Response, StatusCodes.Status200OK, VirolaCall.ContentType, new(StatusCodes.Status200OK, user.Value, session),
            VirolaJsonContext.Default.SessionBody);
        return null;
    }
}
