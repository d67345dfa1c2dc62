using ChatEs.Api.Auth;
using ChatEs.Api.Dialects.ChatMessages;
using ChatEs.Api.Dialects.MeetingLawyers;
using ChatEs.Api.Dialects.Native;
using ChatEs.Api.Dialects.Qiscus;
using ChatEs.Api.Dialects.Roomlio;
using ChatEs.Api.Dialects.Virola;
using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Api.Load;
using ChatEs.Application;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.Analytics.Rollups;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Files;
using ChatEs.Application.Realtime;
using ChatEs.Application.Tenancy;
using ChatEs.Application.Webhooks;
using Microsoft.Extensions.Logging.Console;

namespace ChatEs.Api.Hosting;

/// <summary>The service: one host for all dialects.</summary>
public static class ChatEsService
{
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>No request needs more; what is larger is refused before it is read.</summary>
    internal const int LargestBody = 1 << 20;

    private static readonly Dialect[] Dialects =
    [
        NativeEndpoints.Dialect, RoomlioEndpoints.Dialect, QiscusEndpoints.Dialect, ChatMessagesEndpoints.Dialect, VirolaEndpoints.Dialect,
        MeetingLawyersEndpoints.Dialect,
    ];

    /// <summary>
    /// Stopping it in order (StopAsync, then DisposeAsync) answers the requests in flight and stores every command that was
    /// accepted.
    /// </summary>
    /// <param name="args">Read as configuration, for example <c>--urls</c>.</param>
    /// <param name="connectionString">A database that <see cref="ChatEsDatabase.Migrate"/> has brought up to date.</param>
    /// <param name="configure">What differs from the ordinary host, for tests.</param>
    public static WebApplication Build(string[] args, string connectionString, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Twice what a dialect reads: it says 413 itself, and the server can still read past the rest in peace.
            kestrel.Limits.MaxRequestBodySize = 2 * LargestBody;
        });
        Log(builder.Logging);
        builder.Services.AddChatEs(connectionString, serving: true)
            .AddLoad(builder.Configuration)
            .AddSingleton<Callers>()
            .AddSingleton<ActingUsers>()
            .AddSingleton<SignedUrls>()
            .AddSingleton<LargeBodies>()
            .AddNative()
            .AddQiscus()
            .AddChatMessages()
            .AddVirola()
            .AddMeetingLawyers()
            .Configure<FileSettings>(builder.Configuration.GetSection("Files"))
            .Configure<ReportSettings>(builder.Configuration.GetSection("Reports"))
            .Configure<AuditSettings>(builder.Configuration.GetSection("Audit"))
            .ConfigureWebhooks(builder.Configuration, builder.Environment.IsDevelopment())
            .AddSingleton<IChore, ExpiredRecords>()
            .AddSingleton<IChore, FilesNotAttached>()
            .AddSingleton<IChore, ExpiredTokenSessions>()
            .AddSingleton<IChore, ExpiredWebSessions>()
            .AddSingleton<IChore, OldCheckpoints>()
            .AddSingleton<IChore, AbandonedShadows>()
            .AddSingleton<IChore, ExpiredTickets>()
            .AddSingleton<IChore, OldDeliveries>()
            .AddHostedService(services => services.GetRequiredService<DatabaseWatch>())
            .AddHostedService<Housekeeping>()
            .AddHostedService<SuspensionWatch>()
            .AddHostedService(services => services.GetRequiredService<SessionWatch>())
            .AddHostedService<CheckpointWatch>()
            .AddHostedService<RollupWatch>()
            .AddHostedService(services => services.GetRequiredService<PresenceKeeper>())
            .AddHostedService(services => services.GetRequiredService<LiveFeed>())
            .AddHostedService(services => services.GetRequiredService<WebhookDelivery>());
        configure?.Invoke(builder);

        var app = builder.Build();
        var failures = new Failures(Dialects, app.Services.GetRequiredService<DatabaseWatch>(), app.Services.GetRequiredService<ILogger<Failures>>());
        app.Use(next => http => failures.Handle(http, next));
        app.UseWebSockets();
        app.MapHealth();
        app.MapDocumentation(app.MapNative());
        app.MapRoomlio();
        app.MapQiscus();
        app.MapChatMessages();
        app.MapVirola();
        app.MapMeetingLawyers();
        app.MapFiles();
        return app;
    }

    /// <summary>One line an event; what the framework says of every request is left out, since paths and queries name people.</summary>
    private static void Log(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Not even when everything else is asked for: it writes whole addresses, and tickets and signatures stand in their queries.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
    }
}
