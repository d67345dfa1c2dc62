using ChatEs.Api.Hosting;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>The API of the document chat-messages. docs/dialects/chat-messages.md shows every call with its answer.</summary>
internal static class ChatMessagesEndpoints
{
    public static readonly Dialect Dialect = new(["/chat-messages", "/chat-rooms"], ChatMessagesErrors.Fail);

    public static IServiceCollection AddChatMessages(this IServiceCollection services) => services
        .AddSingleton<ChatMessagesAuth>()
        .AddSingleton<OneChatMessage>()
        .AddSingleton<ChatRoomRendering>();

    public static void MapChatMessages(this IEndpointRouteBuilder app)
    {
        app.Map<FindChatMessages>("GET", "/chat-messages");
        app.Map<GetChatMessage>("GET", "/chat-messages/{id}");
        app.Map<PatchChatMessage>("PATCH", "/chat-messages/{id}");
        app.Map<PostChatMessage>("POST", "/chat-messages");
        app.Map<FindChatRooms>("GET", "/chat-rooms");
        app.Map<GetChatRoom>("GET", "/chat-rooms/{id}");
    }

    private static void Map<TOperation>(this IEndpointRouteBuilder app, string method, string template) where TOperation : ChatMessagesOperation
    {
        var auth = app.ServiceProvider.GetRequiredService<ChatMessagesAuth>();
        var operation = ActivatorUtilities.CreateInstance<TOperation>(app.ServiceProvider);
        var route = $"{method} {template}";
        app.MapMethods(template, [method], http => operation.Run(http, route, auth));
    }
}
