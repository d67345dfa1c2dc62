using System.Buffers;
using ChatEs.Api.Auth;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary><c>POST /s2s/v1/users/authenticate</c>: the integration's server gets an access token for one of its users.</summary>
internal sealed class AuthenticateUser(MeetingLawyersAuth auth, UserDirectory directory, Callers callers, AccessTokens tokens)
{
    public async Task Run(HttpContext http)
    {
        var (context, problem) = await auth.AdmitServer(http);
        if (context is not null)
        {
            (var userId, problem) = await UserId(http);
            problem ??= await Answer(http, context, userId!);
        }
        if (problem is not null)
            await MeetingLawyersErrors.Write(http, problem);
    }

    private static async Task<(string? UserId, MeetingLawyersProblem? Problem)> UserId(HttpContext http)
    {
        (AuthenticateBody? Body, JsonFault? Fault) read = default;
        if (!await BodyReader.Read(http.Request, ChatEsService.LargestBody, Parse, http.RequestAborted))
            return (null, MeetingLawyersErrors.Of(Failure.BodyTooLarge));
        if (read.Fault is { } fault)
            return (null, MeetingLawyersErrors.Of(fault));
        return read.Body?.UserId is { } id && Validation.IsExternalId(id)
            ? (id, null)
            : (null, MeetingLawyersErrors.Malformed("user_id", $"must have 1 to {Validation.LongestExternalId} characters and no control characters"));

        void Parse(ReadOnlySequence<byte> bytes) => read = Json.Read(bytes, MeetingLawyersJson.Default.AuthenticateBody);
    }

    private async Task<MeetingLawyersProblem?> Answer(HttpContext http, CommandContext context, string userId)
    {
        var cancellation = http.RequestAborted;
        var tenant = context.Caller.Tenant;
        var found = await directory.Resolve([userId], mayRegister: true, context, cancellation);
        if (found.Refusal is { } refusal)
            return MeetingLawyersErrors.Of(refusal);
        var user = found.Result!.Users[0];
        if (callers.IsSuspended(user))
            return MeetingLawyersErrors.Suspended;
        var token = await tokens.Issue(tenant, user, userId, cancellation);
        http.Response.Headers.CacheControl = "no-store";
        Json.Write(
            http.Response, StatusCodes.Status200OK, "application/json",
            new AccessTokenBody(token, "bearer", (int)TokenSessions.Lifetime.TotalMinutes), MeetingLawyersJson.Default.AccessTokenBody);
        return null;
    }
}
