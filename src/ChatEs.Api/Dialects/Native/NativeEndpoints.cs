using ChatEs.Api.Dialects.Native.Analytics;
using ChatEs.Api.Dialects.Native.Audit;
using ChatEs.Api.Dialects.Native.Realtime;
using ChatEs.Api.Dialects.Native.Webhooks;
using ChatEs.Api.Hosting;
using ChatEs.Application.Webhooks;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Our own API, <c>/v1</c>. docs/api.md shows every call with its answer.</summary>
internal static class NativeEndpoints
{
    public static readonly Dialect Dialect = new(["/v1"], NativeErrors.Fail);

    public static IServiceCollection AddNative(this IServiceCollection services) => services
        .AddSingleton<NativeAuth>()
        .AddSingleton<Uploads>()
        .AddSingleton<Avatars>()
        .AddSingleton<MessageDeletion>()
        .AddSingleton<LiveRendering>()
        .AddSingleton<EventStream>()
        .AddSingleton<MessagePages>()
        .AddSingleton<RoomSources>()
        .AddSingleton<EventLines>()
        .AddSingleton<IWebhookForm, EventWebhook>();

    /// <returns>What was mapped, for the OpenAPI document.</returns>
    public static IReadOnlyList<NativeRoute> MapNative(this IEndpointRouteBuilder app)
    {
        var map = new NativeMap(app);
        map.Add<CreateRoom>("POST", "/v1/rooms");
        map.Add<ListRooms>("GET", "/v1/rooms");
        map.Add<ListPublicRooms>("GET", "/v1/rooms/public");
        map.Add<GetRoom>("GET", "/v1/rooms/{room}");
        map.Add<UpdateRoom>("PATCH", "/v1/rooms/{room}");
        map.Add<GetRoomAvatar>("GET", "/v1/rooms/{room}/avatar");
        map.Add<SetRoomAvatar>("PUT", "/v1/rooms/{room}/avatar");
        map.Add<RemoveRoomAvatar>("DELETE", "/v1/rooms/{room}/avatar");
        map.Add<ArchiveRoom>("POST", "/v1/rooms/{room}/archive");
        map.Add<UnarchiveRoom>("POST", "/v1/rooms/{room}/unarchive");
        map.Add<PinRoom>("PUT", "/v1/rooms/{room}/pin");
        map.Add<UnpinRoom>("DELETE", "/v1/rooms/{room}/pin");
        map.Add<JoinRoom>("POST", "/v1/rooms/{room}/join");
        map.Add<LeaveRoom>("POST", "/v1/rooms/{room}/leave");
        map.Add<AddParticipants>("POST", "/v1/rooms/{room}/participants");
        map.Add<RemoveParticipants>("DELETE", "/v1/rooms/{room}/participants");
        map.Add<ListParticipants>("GET", "/v1/rooms/{room}/participants");
        map.Add<GrantModerator>("PUT", "/v1/rooms/{room}/moderators");
        map.Add<RevokeModerator>("DELETE", "/v1/rooms/{room}/moderators");

        map.Add<PostMessage>("POST", "/v1/rooms/{room}/messages");
        map.Add<ListMessages>("GET", "/v1/rooms/{room}/messages");
        map.Add<GetMessage>("GET", "/v1/rooms/{room}/messages/{number}");
        map.Add<EditMessage>("PATCH", "/v1/rooms/{room}/messages/{number}");
        map.Add<DeleteMessage>("DELETE", "/v1/rooms/{room}/messages/{number}");
        map.Add<ListComments>("GET", "/v1/rooms/{room}/messages/{number}/comments");
        map.Add<AddReaction>("PUT", "/v1/rooms/{room}/messages/{number}/reactions");
        map.Add<RemoveReaction>("DELETE", "/v1/rooms/{room}/messages/{number}/reactions");
        map.Add<ListReactions>("GET", "/v1/rooms/{room}/messages/{number}/reactions");
        map.Add<AddAttachments>("POST", "/v1/rooms/{room}/messages/{number}/attachments");
        map.Add<RemoveAttachment>("DELETE", "/v1/rooms/{room}/messages/{number}/attachments/{file}");
        map.Add<ListReceipts>("GET", "/v1/rooms/{room}/messages/{number}/receipts");
        map.Add<FindMessage>("GET", "/v1/messages/{id}");
        map.Add<DeleteMessageById>("DELETE", "/v1/messages/{id}");
        map.Add<UploadFiles>("POST", "/v1/files");
        map.Add<GetFile>("GET", "/v1/files/{file}");

        map.Add<ListenToEvents>("GET", "/v1/events");
        map.Add<IssueTicket>("POST", "/v1/events/tickets");
        map.Add<ListenToRoom>("GET", "/v1/rooms/{room}/events");
        map.Add<SayTyping>("POST", "/v1/rooms/{room}/typing");
        map.Add<GetPresence>("GET", "/v1/rooms/{room}/presence");

        map.Add<MarkSeen>("POST", "/v1/rooms/{room}/seen");
        map.Add<MarkDelivered>("POST", "/v1/rooms/{room}/delivered");
        map.Add<GetUnread>("GET", "/v1/rooms/{room}/unread");
        map.Add<ListUnread>("GET", "/v1/unread");

        map.Add<RegisterUser>("POST", "/v1/users");
        map.Add<ListUsers>("GET", "/v1/users");
        map.Add<GetUser>("GET", "/v1/users/{user}");
        map.Add<ChangeProfile>("PATCH", "/v1/users/{user}");
        map.Add<EraseUser>("DELETE", "/v1/users/{user}");
        map.Add<GetUserAvatar>("GET", "/v1/users/{user}/avatar");
        map.Add<SetUserAvatar>("PUT", "/v1/users/{user}/avatar");
        map.Add<RemoveUserAvatar>("DELETE", "/v1/users/{user}/avatar");
        map.Add<SuspendUser>("POST", "/v1/users/{user}/suspend");
        map.Add<ReactivateUser>("POST", "/v1/users/{user}/reactivate");
        map.Add<ResetToken>("POST", "/v1/users/{user}/token");
        map.Add<SetPassword>("PUT", "/v1/users/{user}/password");
        map.Add<GetMe>("GET", "/v1/me");
        map.Add<ChangeProfile>("PATCH", "/v1/me");
        map.Add<GetUserAvatar>("GET", "/v1/me/avatar");
        map.Add<SetUserAvatar>("PUT", "/v1/me/avatar");
        map.Add<RemoveUserAvatar>("DELETE", "/v1/me/avatar");
        map.Add<ResetToken>("POST", "/v1/me/token");
        map.Add<SetPassword>("PUT", "/v1/me/password");

        map.Add<GetTenant>("GET", "/v1/tenant");
        map.Add<ListKeys>("GET", "/v1/keys");
        map.Add<IssueKey>("POST", "/v1/keys");
        map.Add<RevokeKey>("DELETE", "/v1/keys/{key}");
        map.Add<ListWebhooks>("GET", "/v1/webhooks");
        map.Add<RegisterWebhook>("POST", "/v1/webhooks");
        map.Add<GetWebhook>("GET", "/v1/webhooks/{webhook}");
        map.Add<RemoveWebhook>("DELETE", "/v1/webhooks/{webhook}");
        map.Add<RotateSecret>("POST", "/v1/webhooks/{webhook}/secret");
        map.Add<TestWebhook>("POST", "/v1/webhooks/{webhook}/test");
        map.Add<PauseWebhook>("POST", "/v1/webhooks/{webhook}/pause");
        map.Add<ResumeWebhook>("POST", "/v1/webhooks/{webhook}/resume");
        map.Add<ReplayWebhook>("POST", "/v1/webhooks/{webhook}/replay");
        map.Add<ListDeliveries>("GET", "/v1/webhooks/{webhook}/deliveries");
        map.Add<RetryDelivery>("POST", "/v1/webhooks/{webhook}/deliveries/{delivery}/retry");

        map.Add<ListRoomEvents>("GET", "/v1/audit/rooms/{room}/events");
        map.Add<GetCheckpoint>("GET", "/v1/audit/checkpoint");
        map.Add<GetInclusion>("GET", "/v1/audit/inclusion");
        map.Add<GetConsistency>("GET", "/v1/audit/consistency");
        map.Add<GetRoomState>("GET", "/v1/audit/rooms/{room}/state");
        map.Add<GetMessageHistory>("GET", "/v1/audit/rooms/{room}/messages/{number}/history");
        map.Add<VerifyRoom>("GET", "/v1/audit/rooms/{room}/verify");
        map.Add<ListUserEvents>("GET", "/v1/audit/users/{user}/events");
        map.Add<ListTenantEvents>("GET", "/v1/audit/tenant/events");
        map.Add<ListEvents>("GET", "/v1/audit/events");
        map.Add<VerifyTenant>("GET", "/v1/audit/verify");

        map.Add<ListReports>("GET", "/v1/analytics");
        map.Add<GetReport>("GET", "/v1/analytics/{report}");
        return map.Routes;
    }
}

internal sealed record NativeRoute(string Method, string Template, string Operation, Description Description);

internal sealed class NativeMap(IEndpointRouteBuilder app)
{
    private readonly NativeAuth _auth = app.ServiceProvider.GetRequiredService<NativeAuth>();
    private readonly List<NativeRoute> _routes = [];

    public IReadOnlyList<NativeRoute> Routes => _routes;

    public void Add<TOperation>(string method, string template) where TOperation : NativeOperation
    {
        var operation = ActivatorUtilities.CreateInstance<TOperation>(app.ServiceProvider);
        var route = $"{method} {template}";
        app.MapMethods(template, [method], http => operation.Run(http, route, _auth));
        _routes.Add(new(method, template, typeof(TOperation).Name, operation.Description));
    }
}
