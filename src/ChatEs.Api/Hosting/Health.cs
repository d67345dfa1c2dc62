using System.Text;
using ChatEs.Application;

namespace ChatEs.Api.Hosting;

internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var readiness = app.ServiceProvider.GetRequiredService<Readiness>();
        app.MapMethods("/health/live", [HttpMethods.Get], http => Answer(http, StatusCodes.Status200OK, """{"status":"live"}"""));
        app.MapMethods("/health/ready", [HttpMethods.Get], async http =>
        {
            if (await readiness.WhyNot(Patience, http.RequestAborted) is { } reason)
                await Answer(http, StatusCodes.Status503ServiceUnavailable, $$"""{"status":"not ready","reason":"{{reason}}"}""");
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
