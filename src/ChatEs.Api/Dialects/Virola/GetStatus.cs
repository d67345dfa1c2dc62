namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/status</c>: who is logged in. A token is no session: its id is empty then.</summary>
internal sealed class GetStatus : VirolaOperation
{
    protected override Task<VirolaProblem?> Answer(VirolaCall call)
    {
        call.Http.Response.Headers.CacheControl = "no-store";
        return Task.FromResult(call.Answer(
            new(StatusCodes.Status200OK, call.User.Value, call.Session ?? ""), VirolaJsonContext.Default.SessionBody));
    }
}
