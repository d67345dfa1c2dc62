using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>
/// The user that a path under <c>/v1/users</c> names: by number, or as <c>by-id</c> with the external id in the query. Under
/// <c>/v1/me</c> it is the user acted for.
/// </summary>
internal static class UserPath
{
    public const string ById = "by-id";

    public static readonly QueryValue Id = new("id", "The external id of the user, where the path says by-id in place of a number.");

    /// <summary>A caller who acts for one user learns nothing about others, not even who is registered.</summary>
    public static async ValueTask<(UserNumber User, NativeProblem? Problem)> Of(NativeCall call, UserDirectory directory)
    {
        var named = call.Route("user");
        if (named == ById)
            return await ByExternalId(call, directory);
        if (call.Query("id") is not null)
            call.Invalid("id", "Goes with the path by-id only.");
        if (named is null)
            return call.User is { } me ? (me, call.Problem) : (default, call.Problem ?? NativeErrors.NameTheUser);

        var number = new UserNumber(call.RouteNumber("user", NativeValues.LargestNumber));
        return (number, call.Problem ?? OnlySelf(call, number));
    }

    private static async ValueTask<(UserNumber User, NativeProblem? Problem)> ByExternalId(NativeCall call, UserDirectory directory)
    {
        var id = call.ExternalId("id");
        if (call.Problem is { } problem)
            return (default, problem);
        var resolved = await directory.Resolve([id], mayRegister: false, call.Context, call.Aborted);
        return resolved.Result?.Users is [var user]
            ? (user, OnlySelf(call, user))
            : (default, call.User is null ? NativeErrors.Of(resolved.Refusal!) : NativeErrors.OthersByServerOnly);
    }

    private static NativeProblem? OnlySelf(NativeCall call, UserNumber user) =>
        call.User is { } own && own != user ? NativeErrors.OthersByServerOnly : null;
}
