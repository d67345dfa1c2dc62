namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// <c>POST</c> and <c>GET /api/v1/logout</c>: ends the session. The browser forgets its cookie also where there was none to
/// end. A token is no session and stays valid.
/// </summary>
internal sealed class Logout(VirolaAuth auth) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (await call.NoBody() is { } problem)
            return problem;
        if (call.Session is { } session)
            await auth.End(call.Http, session);
        return call.AnswerDone();
    }

    protected override bool Changes(HttpRequest request) => true;

    protected override void Refused(HttpContext http, VirolaAuth auth) => auth.Forget(http);
}
