using ChatEs.Application.Webhooks;

namespace ChatEs.Api.Hosting;

internal static class WebhookConfiguration
{
    /// <summary>On a developer's machine the receiver is that machine, over http; anywhere else both have to be said.</summary>
    public static IServiceCollection ConfigureWebhooks(this IServiceCollection services, IConfiguration configuration, bool isDevelopment) => services
        .Configure<WebhookSettings>(configuration.GetSection("Webhooks"))
        .PostConfigure<WebhookSettings>(settings =>
        {
            settings.AllowPrivateAddresses ??= isDevelopment;
            settings.AllowHttp ??= isDevelopment;
        });
}
