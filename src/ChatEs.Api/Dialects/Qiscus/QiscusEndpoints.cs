using ChatEs.Api.Hosting;
using ChatEs.Application.Webhooks;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>Qiscus REST v2.1. docs/dialects/qiscus.md shows every call with its answer.</summary>
internal static class QiscusEndpoints
{
    private const string Base = "/api/v2.1/rest";

    public static readonly Dialect Dialect = new([Base], QiscusErrors.Fail);

    public static IServiceCollection AddQiscus(this IServiceCollection services) => services
        .AddSingleton<RoomLists>()
        .AddSingleton<NamedUsers>()
        .AddSingleton<IWebhookForm, CommentWebhook>();

    public static void MapQiscus(this IEndpointRouteBuilder app)
    {
        app.Map<CreateRoom>("POST", "create_room");
        app.Map<UpdateRoom>("POST", "update_room");
        app.Map<GetOrCreateRoomWithTarget>("POST", "get_or_create_room_with_target");
        app.Map<GetRoomsInfo>("GET", "get_rooms_info");
        app.Map<AddRoomParticipants>("POST", "add_room_participants");
        app.Map<RemoveRoomParticipants>("POST", "remove_room_participants");
        app.Map<GetRoomParticipants>("GET", "get_room_participants");
        app.Map<GetUserRooms>("GET", "get_user_rooms");
        app.Map<GetUnreadCount>("GET", "get_unread_count");
        // The document says GET, the vendor's newer page and his clients say POST.
        app.Map<GetOrCreateChannel>("GET", "get_or_create_channel");
        app.Map<GetOrCreateChannel>("POST", "get_or_create_channel");

        app.Map<LoginOrRegister>("POST", "login_or_register");
        app.Map<UserProfile>("GET", "user_profile");
        app.Map<GetUserToken>("GET", "get_user_token");
        app.Map<ResetUserToken>("POST", "reset_user_token");
        app.Map<GetUserList>("GET", "get_user_list");
        app.Map<GetUnreadUsers>("GET", "get_unread_users");
        app.Map<GetUserUnreadCount>("GET", "get_user_unread_count");
        app.Map<DeactivateUsers>("DELETE", "deactivate_users");
        app.Map<ReactivateUsers>("POST", "reactivate_users");

        app.Map<PostComment>("POST", "post_comment");
        app.Map<LoadComments>("GET", "load_comments");
        app.Map<LoadCommentsWithRange>("GET", "load_comments_with_range");
        app.Map<PostSystemEventMessage>("POST", "post_system_event_message");

        app.Map<WebhookLogs>("GET", "webhook_logs");
    }

    private static void Map<TOperation>(this IEndpointRouteBuilder app, string method, string name) where TOperation : QiscusOperation
    {
        var auth = ActivatorUtilities.GetServiceOrCreateInstance<QiscusAuth>(app.ServiceProvider);
        var operation = ActivatorUtilities.CreateInstance<TOperation>(app.ServiceProvider);
        var route = $"{method} {Base}/{name}";
        app.MapMethods($"{Base}/{name}", [method], http => operation.Run(http, route, auth));
    }
}
