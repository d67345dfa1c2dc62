using System.Diagnostics;
using System.Globalization;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>What PostgreSQL itself says about the server of a data directory, in its file postmaster.pid.</summary>
internal sealed record Postmaster(int Pid, int Port, bool Ready)
{
    /// <summary>Null while no server runs there. A file left by a server killed with -9 is not believed.</summary>
    public static async Task<Postmaster?> Read(string data, ServerUser user, CancellationToken cancellation)
    {
        if (Parse(data) is not { } told || !Exists(told.Pid))
            return null;
        if (await IsServerOf(told.Pid, data, user, cancellation))
            return told;
        // The number went to some other process meanwhile. PostgreSQL would take that one for the server and refuse to start.
        File.Delete(Path.Combine(data, "postmaster.pid"));
        return null;
    }

    private static Postmaster? Parse(string data)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(data, "postmaster.pid"));
            return lines.Length > 3 && Number(lines[0]) is { } pid && Number(lines[3]) is { } port
                ? new Postmaster(pid, port, lines.Length > 7 && lines[7].Trim() is "ready")
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A server works in its data directory, and nobody else does; where that cannot be asked, the name must do.</summary>
    private static async Task<bool> IsServerOf(int pid, string data, ServerUser user, CancellationToken cancellation)
    {
        // Asked as the server's user: in a container even root may not look into the processes of others.
        if (OperatingSystem.IsLinux())
            return (await user.Run("test", [$"/proc/{pid}/cwd", "-ef", data], cancellation)).Succeeded;
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Exists(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static int? Number(string line) =>
        int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
