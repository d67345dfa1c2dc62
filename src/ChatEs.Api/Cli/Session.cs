using System.CommandLine;
using ChatEs.Api.Hosting;
using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Application;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.Auditing;
using ChatEs.Domain;

namespace ChatEs.Api.Cli;

/// <summary>
/// A database for the duration of one verb: the one that was named, or the private one of the data folder, which is
/// joined where it runs and else started, and left again at the end.
/// </summary>
internal sealed class Session(Terminal terminal, string dataDir, string connectionString, PrivateServer? server) : IAsyncDisposable
{
    private ServiceProvider? _services;
    private bool _sendsMany;

    public Terminal Terminal => terminal;

    public string DataDir => dataDir;

    public string ConnectionString => connectionString;

    public bool IsPrivate => server is not null;

    public static async Task<Session> Open(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var dataDir = parsed.GetRequiredValue(GlobalOptions.DataDir);
        if (GlobalOptions.ConnectionOf(parsed) is { } connection)
            return new Session(terminal, dataDir, connection, null);
        var server = await PrivateServer.Attach(new PrivateServerOptions { Root = dataDir }, terminal, cancellation);
        return new Session(terminal, dataDir, server.ConnectionString, server);
    }

    /// <summary>One of the application's own services; they are built when a verb first asks.</summary>
    public T Get<T>() where T : notnull => (_services ??= Build()).GetRequiredService<T>();

    /// <summary>For a verb that sends as many commands as a service does: their statements keep their plans. Before the first <see cref="Get"/>.</summary>
    public void ExpectManyCommands() => _sendsMany = true;

    /// <summary>The private database is always brought up to date: nobody else would do it for a fresh folder.</summary>
    public async Task MigrateOwn(CancellationToken cancellation)
    {
        if (IsPrivate)
            await ChatEsDatabase.Migrate(connectionString, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }

    public int Answer<T>(Outcome<T> outcome, Action<T> done) where T : class => outcome.Match(
        result =>
        {
            done(result);
            return ExitCode.Done;
        },
        terminal.Refused);

    private static readonly IConfiguration Variables = new ConfigurationBuilder().AddEnvironmentVariables().Build();

    private ServiceProvider Build() => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace))
        .AddChatEs(connectionString, serving: _sendsMany)
        .Configure<ReportSettings>(Variables.GetSection("Reports"))
        .Configure<AuditSettings>(Variables.GetSection("Audit"))
        .ConfigureWebhooks(Variables, Variables["ASPNETCORE_ENVIRONMENT"] == Environments.Development)
        .BuildServiceProvider();
}
