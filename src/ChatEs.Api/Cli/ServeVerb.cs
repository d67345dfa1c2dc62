using System.CommandLine;
using ChatEs.Api.Hosting;
using ChatEs.Application;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;

namespace ChatEs.Api.Cli;

internal static class ServeVerb
{
    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"Where to listen, several separated by ';'. Default: {ChatEsService.DefaultUrl}, or ASPNETCORE_URLS.",
    };

    public static Command Create()
    {
        var command = new Command(
                "serve",
                "Bring the database up to date and serve until Ctrl-C. In the environment Development there is a tenant 'demo' with users, tokens and sample conversations.")
            { Urls }
            .Examples(
                "chates serve",
                "chates serve --urls http://localhost:8080 --data-dir /var/lib/chates",
                "ConnectionStrings__ChatEs='Host=db;...' chates serve");
        return command.OnDatabase(Serve);
    }

    /// <summary>The program without a verb serves.</summary>
    public static void RunsFor(RootCommand root)
    {
        root.Add(Urls);
        root.OnDatabase(Serve);
    }

    /// <summary>
    /// The service is stopped and has stored all it accepted before this returns; the private database is let go of after
    /// that, by the session.
    /// </summary>
    private static async Task<int> Serve(Session session, ParseResult parsed, CancellationToken stop)
    {
        await ChatEsDatabase.Migrate(session.ConnectionString, stop);
        string[] arguments = parsed.GetValue(Urls) is { } urls ? ["--urls", urls] : [];
        var started = false;
        await using var app = ChatEsService.Build(arguments, session.ConnectionString, host =>
        {
            host.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
            // A failure to start comes back as an exception and is told once, not as a stack trace before its sentence.
            host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", _ => Volatile.Read(ref started));
        });
        var demo = app.Environment.IsDevelopment() ? await DemoTenant.Prepare(app.Services, session.DataDir, session.Terminal, stop) : null;
        await Start(app, stop);
        Volatile.Write(ref started, true);
        await Greet(session, app, demo, stop);
        try
        {
            await app.WaitForShutdownAsync(stop);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
        session.Terminal.Report("The service has stopped.");
        return ExitCode.Done;
    }

    private static async Task Start(WebApplication app, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException busy) when (busy.InnerException is AddressInUseException)
        {
            throw new CliFailure($"{Sentence(busy.Message)} Another program listens there: stop it, or choose another port with --urls http://localhost:5081", busy)
            {
                ExitCode = ExitCode.Environment,
                Code = "address_in_use",
            };
        }
        catch (Exception wrong) when (wrong is FormatException or UriFormatException)
        {
            throw CliFailure.Usage($"--urls is wrong: {wrong.Message}", wrong);
        }
    }

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";

    private static async Task Greet(Session session, WebApplication app, DemoAccess? demo, CancellationToken stop)
    {
        var url = Reachable(app.Urls.First());
        if (demo is not null)
            await DemoVariables.Write(demo, url, stop);
        session.Terminal.Answer(
            new ServingAnswer(url, app.Environment.EnvironmentName, demo), CliJson.Own.ServingAnswer,
            demo is null ? Banner.Plain(url) : Banner.WithDemo(url, demo));
    }

    /// <summary>An address that can be pasted: a wildcard is none.</summary>
    private static string Reachable(string url) => url
        .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
        .Replace("://[::]", "://localhost", StringComparison.Ordinal)
        .Replace("://127.0.0.1", "://localhost", StringComparison.Ordinal)
        .TrimEnd('/');
}
