using System.Globalization;
using ChatEs.Application.Files;
using ChatEs.Domain;

namespace ChatEs.Api.Files;

/// <summary><c>GET</c> and <c>HEAD /files/{number}/{name}</c>: whoever has a signed address gets the file, as long as something names it.</summary>
internal static class FileEndpoint
{
    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        var urls = app.ServiceProvider.GetRequiredService<SignedUrls>();
        var files = app.ServiceProvider.GetRequiredService<FileStore>();
        app.MapMethods(SignedUrls.Path + "/{number}/{name}", [HttpMethods.Get, HttpMethods.Head], http => Answer(http, urls, files));
    }

    private static async Task Answer(HttpContext http, SignedUrls urls, FileStore files)
    {
        var (number, name) = ((string)http.Request.RouteValues["number"]!, (string)http.Request.RouteValues["name"]!);
        var query = http.Request.Query;
        if (!await urls.IsValid(number, name, query["expires"], query["signature"], http.RequestAborted))
            await Refuse(http, StatusCodes.Status403Forbidden, """{"error":"The address is wrong or has expired."}""");
        else if (await files.OpenShown(new FileNumber(long.Parse(number, CultureInfo.InvariantCulture)), http.RequestAborted) is { } file)
            await FileContent.Write(http, file);
        else
            await Refuse(http, StatusCodes.Status404NotFound, """{"error":"The file is there no more."}""");
    }

    /// <summary>The same to the letter whatever is wrong with an address, and whether or not there is such a file.</summary>
    private static async Task Refuse(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.WriteAsync(body, http.RequestAborted);
    }
}
