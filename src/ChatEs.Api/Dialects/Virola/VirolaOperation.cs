namespace ChatEs.Api.Dialects.Virola;

/// <summary>One call of this dialect: made once, called for every request.</summary>
internal abstract class VirolaOperation
{
    /// <returns>What the operation answered with is null; a problem is rendered by the caller.</returns>
    protected abstract Task<VirolaProblem?> Answer(VirolaCall call);

    public async Task Run(HttpContext http, string route, VirolaAuth auth)
    {
        var (call, problem) = await auth.Admit(http, route);
        if (call is not null)
            problem = Changes(http.Request) && auth.IsForged(call) ? VirolaErrors.ForeignOrigin : await Answer(call);
        else
            Refused(http, auth);
        if (problem is not null)
            await VirolaErrors.Write(http, problem);
    }

    /// <summary>Whether more than an answer comes of it, which no page but ours may read.</summary>
    protected virtual bool Changes(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>Nobody came in.</summary>
    protected virtual void Refused(HttpContext http, VirolaAuth auth)
    {
    }
}
