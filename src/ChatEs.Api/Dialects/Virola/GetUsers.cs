using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/users</c>: all users, in the order of registration.</summary>
internal sealed class GetUsers(UserQueries users) : VirolaOperation
{
    private const int ReadAtOnce = 1000;

    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        var found = await users.PageAfter(call.Tenant, after: null, ReadAtOnce, call.Aborted);
        await using var page = await JsonPage.Begin(call.Http.Response, VirolaCall.ContentType, call.Aborted);
        page.Frame.WriteStartObject();
        page.Frame.WriteNumber("httpStatusCode", StatusCodes.Status200OK);
        page.Frame.WriteStartArray("users");
        while (true)
        {
            foreach (var user in found.Users)
                await page.Add(Body(user), VirolaJsonContext.Default.UserBody, call.Aborted);
            if (!found.HasMore)
                break;
            var last = found.Users[^1];
            found = await users.PageAfter(call.Tenant, new(last.RegisteredAt, last.Number), ReadAtOnce, call.Aborted);
        }
        page.Frame.WriteEndArray();
        page.Frame.WriteEndObject();
        return null;
    }

    private static UserBody Body(UserView user) => new(
        user.RegisteredAt.ToUnixTimeMilliseconds(),
        user.Username,
        user.Type == UserType.Admin,
        (user.ChangedAt ?? user.RegisteredAt).ToUnixTimeMilliseconds(),
        user.SuspendedAt is null ? "Active" : "Suspended",
        user.Number.Value,
        user.ExternalId);
}
