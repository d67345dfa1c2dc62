using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using ChatEs.Api.Hosting.PrivatePostgres;
using Command = System.CommandLine.Command;

namespace ChatEs.Api.Cli;

/// <summary>Runs a verb on a database, and makes a sentence and an exit code of whatever goes wrong: the only place.</summary>
internal static class VerbRunner
{
    private static readonly HashSet<string> NotMigrated = new(["42P01", "3F000", "42883", "3D000"], StringComparer.Ordinal);

    /// <summary>The verb finds its tables: a private database is up to date, of another one the operator was told.</summary>
    public static Command OnTables(this Command command, Func<Session, ParseResult, CancellationToken, Task<int>> run) =>
        command.OnDatabase(async (session, parsed, cancellation) =>
        {
            await session.MigrateOwn(cancellation);
            return await run(session, parsed, cancellation);
        });

    public static Command OnDatabase(this Command command, Func<Session, ParseResult, CancellationToken, Task<int>> run) =>
        command.WithoutDatabase(async (terminal, parsed, cancellation) =>
        {
            await using var session = await Session.Open(parsed, terminal, cancellation);
            return await run(session, parsed, cancellation);
        });

    public static Command WithoutDatabase(this Command command, Func<Terminal, ParseResult, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            var terminal = new Terminal(parsed.GetValue(GlobalOptions.Json), (Streams)parsed.InvocationConfiguration);
            try
            {
                return await run(terminal, parsed, cancellation);
            }
            catch (Exception error) when (cancellation.IsCancellationRequested && IsCancellation(error))
            {
                return terminal.Fail(ExitCode.Interrupted, "interrupted", "Interrupted.");
            }
            catch (Exception error) when (Judge(error) is { } failure)
            {
                return terminal.Fail(failure.ExitCode, failure.Code, failure.Message);
            }
        });
        return command;
    }

    private static bool IsCancellation(Exception error) => error is OperationCanceledException or { InnerException: OperationCanceledException };

    /// <returns>Null for what nobody foresaw: that is a fault of ours and keeps its stack trace.</returns>
    private static CliFailure? Judge(Exception error) => error switch
    {
        CliFailure failure => failure,
        PrivateServerException => Environment("no_postgresql", error.Message),
        DbException { SqlState: { } state } when NotMigrated.Contains(state) => Environment("not_migrated", $"The database is not up to date; run: chates db migrate ({error.Message})"),
        DbException or SocketException or TimeoutException => Environment("database_unavailable", $"The database does not answer: {error.Message}"),
        ArgumentException when error.StackTrace?.Contains("ConnectionStringBuilder", StringComparison.Ordinal) == true =>
            CliFailure.Usage($"The connection string is wrong: {error.Message}"),
        _ => null,
    };

    private static CliFailure Environment(string code, string message) => new(message) { ExitCode = ExitCode.Environment, Code = code };
}
