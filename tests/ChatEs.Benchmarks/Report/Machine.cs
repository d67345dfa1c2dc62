using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ChatEs.Benchmarks.Ground;

namespace ChatEs.Benchmarks.Report;

/// <summary>What the figures were measured on; without it they mean nothing later.</summary>
/// <param name="Commit">Ends in <c>+</c> when there were changes that no commit has.</param>
internal sealed record Machine(
    string Commit, DateTimeOffset Date, string Processor, int Cores, long MemoryBytes, string System, string DotNet, string PostgreSql,
    string FileSystem, bool Fsync, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Of PostgreSQL, as far as they move a figure.</summary>
    private static readonly string[] Mattering =
    [
        "fsync", "synchronous_commit", "full_page_writes", "wal_compression", "shared_buffers", "max_wal_size", "min_wal_size",
        "checkpoint_timeout", "checkpoint_completion_target", "max_connections", "work_mem", "jit", "commit_delay",
    ];

    public static async Task<Machine> Describe(BenchServer server, CancellationToken cancellation) => new(
        Commit: await Git("rev-parse", "--short=10", "HEAD") + (await Git("status", "--porcelain") is "" ? "" : "+"),
        Date: TimeProvider.System.GetUtcNow(),
        Processor: Model(),
        Cores: Environment.ProcessorCount,
        MemoryBytes: GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        System: RuntimeInformation.OSDescription,
        DotNet: RuntimeInformation.FrameworkDescription,
        PostgreSql: await server.Show("server_version", cancellation),
        FileSystem: server.FileSystem,
        Fsync: await server.Show("fsync", cancellation) is "on",
        Settings: await SettingsOf(server, cancellation));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Commit}, {Date:yyyy-MM-dd HH:mm} UTC; {Processor}, {Cores} cores, {MemoryBytes / (1 << 30)} GiB; {DotNet}; PostgreSQL {PostgreSql}; {FileSystem}, fsync {(Fsync ? "on" : "off")}");

    private static async Task<IReadOnlyDictionary<string, string>> SettingsOf(BenchServer server, CancellationToken cancellation)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Mattering)
            settings[name] = await server.Show(name, cancellation);
        return settings;
    }

    private static string Model() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Of the folder that this program was built in, wherever it is started.</summary>
    private static async Task<string> Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory })!;
        var said = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return git.ExitCode == 0 ? said.Trim() : "unknown";
    }
}
