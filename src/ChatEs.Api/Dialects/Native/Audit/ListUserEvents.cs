using ChatEs.Application.Auditing;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/users/{user}/events</c>: the user's own stream, which is not all that he did.</summary>
internal sealed class ListUserEvents(EventLines lines, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => EventLines.Describe("Everything that happened to a user himself, in order.")
        .Asking(UserPath.Id)
        .Asking(EventLines.Versions);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (user, unknown) = await UserPath.Of(call, directory);
        var (filter, problem) = await lines.Filter(call);
        return unknown ?? problem ?? await lines.Answer(call, AuditScope.User(call.Tenant, user), filter, NativeErrors.UserNotFound(user));
    }
}
