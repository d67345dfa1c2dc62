using ChatEs.Api.Hosting;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>The Web API of Virola. docs/dialects/virola.md shows every call with its answer.</summary>
internal static class VirolaEndpoints
{
    public static readonly Dialect Dialect = new(["/api/v1"], VirolaErrors.Fail);

    public static IServiceCollection AddVirola(this IServiceCollection services) => services
        .AddSingleton<VirolaTenants>()
        .AddSingleton<VirolaAuth>()
        .AddSingleton<MessageList>()
        .AddSingleton<AttachmentRendering>()
        .AddSingleton<MessagesNow>()
        .AddSingleton<VirolaFrames>()
        .AddSingleton<VirolaOrigins>();

    public static void MapVirola(this IEndpointRouteBuilder app)
    {
        var login = ActivatorUtilities.CreateInstance<Login>(app.ServiceProvider);
        app.MapMethods("/api/v1/login", [HttpMethods.Post], login.Run);
        app.Map<Logout>("POST", "/api/v1/logout");
        app.Map<Logout>("GET", "/api/v1/logout");
        app.Map<GetStatus>("GET", "/api/v1/status");
        // Over HTTP/2 a WebSocket is opened by CONNECT, RFC 8441.
        app.Map<ListenToEvents>([HttpMethods.Get, HttpMethods.Connect], "/api/v1/events");
        app.Map<GetServerHealth>("GET", "/api/v1/server-health");

        app.Map<GetUsers>("GET", "/api/v1/users");
        app.MapFile<GetUserAvatar>("/api/v1/users/{id}/avatar.jpg");
        app.Map<GetRooms>("GET", "/api/v1/rooms");
        app.MapFile<GetRoomAvatar>("/api/v1/rooms/{id}/avatar.jpg");
        app.Map<GetRoomPermissions>("GET", "/api/v1/room-permissions/{id}");

        // The second spelling is that of the vendor's older manual.
        foreach (var messages in new[] { "messages", "text-messages" })
        {
            app.Map<GetMessages>("GET", $"/api/v1/rooms/{{id}}/{messages}");
            app.Map<PostMessage>("POST", $"/api/v1/rooms/{{id}}/{messages}");
        }
        app.Map<DeleteMessage>("DELETE", "/api/v1/messages/{id}");
        app.Map<ReadMessage>("POST", "/api/v1/messages/{id}/read");
        app.Map<GetComments>("GET", "/api/v1/messages/{id}/comments");
        app.Map<PostComment>("POST", "/api/v1/messages/{id}/comments");

        app.Map<AttachFiles>("POST", "/api/v1/messages/{id}/attachments");
        app.Map<GetAttachment>("GET", "/api/v1/attachments/{id}");
        app.MapFile<DownloadAttachment>("/api/v1/attachments/{id}/{**name}");
        app.Map<DeleteAttachment>("DELETE", "/api/v1/attachments/{id}");
    }

    private static void Map<TOperation>(this IEndpointRouteBuilder app, string method, string template) where TOperation : VirolaOperation =>
        app.Map<TOperation>([method], template);

    private static void MapFile<TOperation>(this IEndpointRouteBuilder app, string template) where TOperation : VirolaOperation =>
        app.Map<TOperation>([HttpMethods.Get, HttpMethods.Head], template);

    private static void Map<TOperation>(this IEndpointRouteBuilder app, string[] methods, string template) where TOperation : VirolaOperation
    {
        var auth = app.ServiceProvider.GetRequiredService<VirolaAuth>();
        var operation = ActivatorUtilities.CreateInstance<TOperation>(app.ServiceProvider);
        var route = $"{methods[0]} {template}";
        app.MapMethods(template, methods, http => operation.Run(http, route, auth));
    }
}
