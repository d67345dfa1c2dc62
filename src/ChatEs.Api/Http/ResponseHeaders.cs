using System.Globalization;

namespace ChatEs.Api.Http;

internal static class ResponseHeaders
{
    /// <summary>Tells a client how long to wait, in whole seconds and never too short.</summary>
    public static void TellToWait(this HttpResponse response, TimeSpan? wait)
    {
        if (wait is { } time)
            response.Headers.RetryAfter = Math.Ceiling(time.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
    }
}
