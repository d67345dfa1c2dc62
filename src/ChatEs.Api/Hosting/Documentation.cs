using System.Buffers;
using System.Text;
using ChatEs.Api.Dialects.Native;
using ChatEs.Api.Http;

namespace ChatEs.Api.Hosting;

/// <summary>The OpenAPI document of <c>/v1</c>, and a page to browse it that needs nothing from elsewhere.</summary>
internal static class Documentation
{
    public const string Path = "/openapi/v1.json";
    public const string Page = "docs";

    public static void MapDocumentation(this WebApplication app, IReadOnlyList<NativeRoute> routes)
    {
        var document = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(NativeOpenApi.Document(routes)));
        app.MapMethods(Path, [HttpMethods.Get], http =>
        {
            if (EntityTag.IsKnown(http, EntityTag.Of(document.Value)))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = document.Value.Length;
            http.Response.BodyWriter.Write(document.Value);
            return Task.CompletedTask;
        });
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Page;
            page.DocumentTitle = "ChatEs /v1";
            page.SwaggerEndpoint(Path, "/v1");
            page.EnableDeepLinking();
            // Else the page would send the document to a validator on the internet.
            page.ConfigObject.ValidatorUrl = "none";
        });
    }
}
