using ChatEs.Api.Hosting;
using ChatEs.Application.Webhooks;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>The MeetingLawyers chat API. docs/dialects/meetinglawyers.md shows every call with its answer.</summary>
internal static class MeetingLawyersEndpoints
{
    public static readonly Dialect Dialect = new(["/chat", "/s2s"], MeetingLawyersErrors.Fail);

    public static IServiceCollection AddMeetingLawyers(this IServiceCollection services) => services
        .AddSingleton<AccessTokens>()
        .AddSingleton<MeetingLawyersAuth>()
        .AddSingleton<MeetingLawyersRooms>()
        .AddSingleton<Correspondents>()
        .AddSingleton<MessageEntities>()
        .AddSingleton<Deliveries>()
        .AddSingleton<IWebhookForm, MessageWebhook>()
        .AddHostedService(s => s.GetRequiredService<Deliveries>());

    public static void MapMeetingLawyers(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        app.MapMethods("/s2s/v1/users/authenticate", [HttpMethods.Post], ActivatorUtilities.CreateInstance<AuthenticateUser>(services).Run);
        app.MapMethods("/chat/message", [HttpMethods.Get], ActivatorUtilities.CreateInstance<GetMessageList>(services).Run);
        app.MapMethods("/chat/message", [HttpMethods.Post], ActivatorUtilities.CreateInstance<PostMessage>(services).Run);
    }
}
