using ChatEs.Application.Files;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace ChatEs.Api.Files;

/// <summary>How large the body of an upload may be: the service's ordinary limit is for JSON.</summary>
internal static class UploadLimit
{
    /// <summary>For what stands around the files: the heads of parts, and fields that are passed over.</summary>
    private const int Frame = 1 << 20;

    /// <summary>Lets so many files of the largest size in, and no more. Each file's own size is looked at while it is being read.</summary>
    public static void Allow(HttpContext http, int files)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = files * http.RequestServices.GetRequiredService<IOptions<FileSettings>>().Value.MaxBytes + Frame;
    }
}
