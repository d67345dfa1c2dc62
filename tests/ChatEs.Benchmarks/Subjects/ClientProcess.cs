using System.Diagnostics;
using System.Text.Json;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>This program again, as a client of its own: it is told a plan, says where it is, and in the end what it saw.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ClientProcess(Process process) => _process = process;

    public double? Cpu() => CpuClock.Of(_process);

    public static async Task<ClientProcess> Start<TPlan>(string verb, TPlan plan, CancellationToken cancellation)
    {
        var client = new ClientProcess(new Process { StartInfo = Describe(verb) });
        client._process.Start();
        await client.Tell(JsonSerializer.Serialize(plan), cancellation);
        return client;
    }

    /// <summary>For the client: its processor time is read after it has said that it ends, so it may not be gone by then.</summary>
    public static async Task UntilLeft(CancellationToken cancellation) => await Console.In.ReadToEndAsync(cancellation);

    public Task Tell(string line, CancellationToken cancellation) => _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);

    public async Task Expect(string word, CancellationToken cancellation)
    {
        if (await Line(cancellation) is var line && line != word)
            throw new InvalidOperationException($"The client said '{line}' instead of '{word}'.");
    }

    public async Task<TResult> Result<TResult>(CancellationToken cancellation) => JsonSerializer.Deserialize<TResult>(await Line(cancellation))!;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> Line(CancellationToken cancellation) =>
        await _process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("The client ended early.");

    private static ProcessStartInfo Describe(string verb)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ChatEs.Benchmarks.exe" : "ChatEs.Benchmarks");
        var start = new ProcessStartInfo(program, [verb])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in LoadClient.Environment)
            start.Environment[name] = value;
        return start;
    }
}
