using ChatEs.Api.Hosting;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Our own API, <c>/v1</c>. docs/api.md shows every call with its answer.</summary>
internal static class NativeEndpoints
{
    public static readonly Dialect Dialect = new(["/v1"], NativeErrors.Fail);

    public static void MapNative(this IEndpointRouteBuilder app)
    {
        app.Map<CreateRoom>("POST", "/v1/rooms");
        app.Map<ListRooms>("GET", "/v1/rooms");
        app.Map<GetRoom>("GET", "/v1/rooms/{room}");
        app.Map<AddParticipants>("POST", "/v1/rooms/{room}/participants");
        app.Map<RemoveParticipants>("DELETE", "/v1/rooms/{room}/participants");
        app.Map<ListParticipants>("GET", "/v1/rooms/{room}/participants");
        app.Map<PostMessage>("POST", "/v1/rooms/{room}/messages");
        app.Map<ListMessages>("GET", "/v1/rooms/{room}/messages");
        app.Map<GetMessage>("GET", "/v1/rooms/{room}/messages/{number}");
        app.Map<DeleteMessage>("DELETE", "/v1/rooms/{room}/messages/{number}");
        app.Map<ListReceipts>("GET", "/v1/rooms/{room}/messages/{number}/receipts");
        app.Map<MarkSeen>("POST", "/v1/rooms/{room}/seen");
        app.Map<GetUnread>("GET", "/v1/rooms/{room}/unread");
        app.Map<ListUnread>("GET", "/v1/unread");
        app.Map<RegisterUser>("POST", "/v1/users");
        app.Map<GetMe>("GET", "/v1/me");
    }

    private static void Map<TOperation>(this IEndpointRouteBuilder app, string method, string template) where TOperation : NativeOperation
    {
        var auth = ActivatorUtilities.GetServiceOrCreateInstance<NativeAuth>(app.ServiceProvider);
        var operation = ActivatorUtilities.CreateInstance<TOperation>(app.ServiceProvider);
        var route = $"{method} {template}";
        app.MapMethods(template, [method], http => operation.Run(http, route, auth));
    }
}
