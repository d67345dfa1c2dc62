using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

/// <summary>Another process that attaches to a private server: see ChatEs.Testing's PrivateServerHolder.</summary>
internal sealed class Holder : IDisposable
{
    private readonly Process process;

    private Holder(Process process) => this.process = process;

    public int Pid => process.Id;

    public List<string> Said { get; } = [];

    public static string Dotnet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public static string Program(string folder) => Path.Combine(folder, "ChatEs.Testing.dll");

    /// <summary>
    /// In a session of its own and with no signal ignored, as a shell starts what it runs in the foreground: Ctrl-C can then
    /// be sent to all of it, and is heard, even where these tests run in the background.
    /// </summary>
    public static Holder Start(string root) => Start("setsid", ["env", "--default-signal", Dotnet, Program(AppContext.BaseDirectory), root], []);

    public static Holder Start(string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new Holder(Process.Start(start)!);
    }

    /// <summary>The connection string, once attached.</summary>
    public async Task<string> Attached() => (await Line("attached "))["attached ".Length..];

    public async Task<string> Line(string beginning)
    {
        using var late = Patience();
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            Said.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The process ended without saying '{beginning}', but: {string.Join(" | ", Said)}");
    }

    public async Task Leave()
    {
        process.StandardInput.Close();
        await Line("detached");
        using var late = Patience();
        await process.WaitForExitAsync(late.Token);
    }

    public async Task Kill()
    {
        process.Kill();
        using var late = Patience();
        await process.WaitForExitAsync(late.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    /// <summary>What does not come within two minutes does not come: a test must fail then, and not wait for ever.</summary>
    private static CancellationTokenSource Patience()
    {
        var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromMinutes(2));
        return late;
    }
}
