using System.Runtime.InteropServices;
using ChatEs.Api.Hosting.PrivatePostgres;

namespace ChatEs.Testing;

/// <summary>
/// A process that attaches to the private server of the folder in its first argument, says so on its output, and detaches
/// when its input ends. Tests interrupt and kill it; on Ctrl-C it stays, as a service does that is still finishing.
/// </summary>
internal static class PrivateServerHolder
{
    private static async Task<int> Main(string[] arguments)
    {
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Console.WriteLine("interrupted");
        });
        try
        {
            var options = new PrivateServerOptions { Root = arguments[0], Fsync = false };
            await using var server = await PrivateServer.Attach(options, new Lines(), CancellationToken.None);
            Console.WriteLine($"attached {server.ConnectionStringFor("postgres")}");
            await Console.In.ReadToEndAsync();
        }
        catch (PrivateServerException error)
        {
            Console.WriteLine($"failed {error.Message}");
            return 1;
        }

        Console.WriteLine("detached");
        return 0;
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.WriteLine($"progress {value}");
    }
}
