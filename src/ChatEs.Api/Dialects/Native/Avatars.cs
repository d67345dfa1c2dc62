using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.Files;
using ChatEs.Domain;
using Microsoft.Net.Http.Headers;

namespace ChatEs.Api.Dialects.Native;

/// <summary>What avatars of rooms and users have in common on the wire.</summary>
internal sealed class Avatars(FileStore store)
{
    /// <summary>An address in JSON, or the bytes of an image. Whatever is wrong is told to the call.</summary>
    public async ValueTask<Avatar?> Read(NativeCall call)
    {
        if (IsJson(call.Http.Request))
        {
            if (await call.Body(NativeJsonContext.Default.AvatarUrlBody) is not { } body)
                return null;
            if (body.Url is null || !Validation.IsUrl(body.Url))
                call.Invalid("url", $"Must be an http or https address of at most {Validation.LongestUrl} characters.");
            return call.Problem is null ? Avatar.At(body.Url!) : null;
        }
        UploadLimit.Allow(call.Http, files: 1);
        var saved = await store.Save(call.Tenant, call.User, call.Query("name") ?? "avatar", call.Http.Request.Body, call.Aborted);
        if (saved.Result is not { } file)
        {
            call.Refuse(saved.Refusal!);
            return null;
        }
        var avatar = Avatar.Of(new(file, call.Query("name") ?? "avatar"));
        if (file.ContentType.StartsWith("image/", StringComparison.Ordinal))
            return avatar;
        call.Invalid("body", "An avatar is an image.");
        await Discard(call, avatar);
        return null;
    }

    /// <summary>Of an avatar that was refused nothing stays.</summary>
    public Task Discard(NativeCall call, Avatar avatar) =>
        avatar.File is { } file ? store.Discard(call.Tenant, [file.Number], call.Aborted) : Task.CompletedTask;

    /// <summary>The bytes, or the way to where they are.</summary>
    public async Task<NativeProblem?> Answer(NativeCall call, Avatar? avatar, string whose)
    {
        if (avatar?.Url is { } url)
        {
            call.Http.Response.Headers.Location = url;
            call.Http.Response.StatusCode = StatusCodes.Status302Found;
            return null;
        }
        if (avatar?.File is not { } file || await store.Open(call.Tenant, file.Number, call.Aborted) is not { } opened)
            return NativeErrors.AvatarNotFound(whose);
        call.Http.Response.Headers.CacheControl = EntityTag.AskAgain;
        await FileContent.Write(call.Http, opened);
        return null;
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
