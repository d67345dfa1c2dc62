using ChatEs.Api.Hosting;
using ChatEs.Application;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/server-health</c></summary>
internal sealed class GetServerHealth(Readiness readiness) : VirolaOperation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task<VirolaProblem?> Answer(VirolaCall call) =>
        await readiness.WhyNot(Patience, call.Aborted) is null
            ? call.Answer(new(StatusCodes.Status200OK, "Healthy"), VirolaJsonContext.Default.HealthBody)
            : VirolaErrors.Of(Failure.Unavailable);
}
