using System.Text;
using System.Text.Json;
using ChatEs.Application;
using ChatEs.Application.Auditing.Checkpoints;

namespace ChatEs.Api.Hosting;

internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var readiness = app.ServiceProvider.GetRequiredService<Readiness>();
        var checkpoints = app.ServiceProvider.GetRequiredService<CheckpointHealth>();
        app.MapMethods("/health/live", [HttpMethods.Get], http => Answer(http, StatusCodes.Status200OK, """{"status":"live"}"""));
        app.MapMethods("/health/ready", [HttpMethods.Get], async http =>
        {
            if (await readiness.WhyNot(Patience, http.RequestAborted) is { } reason)
                await Answer(http, StatusCodes.Status503ServiceUnavailable, $$"""{"status":"not ready","reason":"{{reason}}"}""");
            // It serves on: who changed a byte of the log must not be able to stop the service by it.
            else if (checkpoints.Fault is { } fault)
                await Answer(http, StatusCodes.Status200OK, $$"""{"status":"ready","audit":"{{JsonEncodedText.Encode($"The log is not what was signed: {fault}.")}}"}""");
            else
                await Answer(http, StatusCodes.Status200OK, """{"status":"ready"}""");
        });
    }

    private static Task Answer(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body, Encoding.UTF8, http.RequestAborted);
    }
}
