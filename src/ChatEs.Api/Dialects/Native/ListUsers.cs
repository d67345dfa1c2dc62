using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Users;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/users</c>: all of the tenant, in the order of registration; or the one with an external id.</summary>
internal sealed class ListUsers(UserQueries users, SignedUrls urls) : NativeOperation
{
    private const int MostUsers = 1000;
    private const int UsualUsers = 100;

    protected override Description Describe() => new Description("The users of the tenant, in the order of registration.")
    {
        More = "Only the secret key that acts for no user. With id, the page has the one user who is called so, or nobody.",
    }
        .Asking(
            QueryValue.Limit(MostUsers, UsualUsers), QueryValue.After,
            new QueryValue("id", "Only the user with this external id.") { Example = "bob" })
        .AnsweringTagged(NativeJsonContext.Default.UserListBody);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (call.User is not null)
            return NativeErrors.ServerOnly;
        var limit = call.Limit(MostUsers, UsualUsers);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new UserCursor(cursor.Time, new(cursor.Number)) : null;
        var id = call.Query("id") is null ? null : call.ExternalId("id");
        if (call.Problem is { } problem)
            return problem;

        var page = id is null
            ? await users.PageAfter(call.Tenant, after, limit, call.Aborted)
            : new UserPage(await users.ByExternalIds(call.Tenant, [id], call.Aborted), HasMore: false);
        var next = page.HasMore && page.Users is [.., var last] ? NativeValues.CursorOf(last.RegisteredAt, last.Number.Value) : null;
        var files = await urls.For(call.Http.Request);
        return call.AnswerTagged(
            new([.. page.Users.Select(user => UserRendering.Body(user, files))], next), NativeJsonContext.Default.UserListBody);
    }
}
