namespace ChatEs.Api.Load;

internal static class LoadConfiguration
{
    public static IServiceCollection AddLoad(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<FairQueue>().AddOptions<LoadSettings>().Bind(configuration.GetSection("Load"))
            .Validate(settings => settings.AtOnce is >= 1 and <= 100_000, "Load:AtOnce is a number of requests from 1 to 100000.")
            .Validate(settings => settings.Waiting is >= 0 and <= 1_000_000, "Load:Waiting is a number of requests from 0 to 1000000.")
            .ValidateOnStart();
        return services;
    }
}
