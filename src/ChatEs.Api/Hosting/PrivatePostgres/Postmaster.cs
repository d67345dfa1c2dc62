using System.Diagnostics;
using System.Globalization;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>What PostgreSQL itself says about the server of a data directory, in its file postmaster.pid.</summary>
internal sealed record Postmaster(int Pid, int Port, bool Ready)
{
    /// <summary>Null while no server runs there. A file left by a server killed with -9 is not believed.</summary>
    public static async Task<Postmaster?> Read(string data, ServerUser user, CancellationToken cancellation) =>
        Parse(data) is { } told && Exists(told.Pid) && await IsServerOf(told.Pid, data, user, cancellation) ? told : null;

    /// <summary>
    /// Only where no server runs. The number in a left file may belong to some other process by now: PostgreSQL would take
    /// that one for the server and refuse to start. Where nobody has the number, PostgreSQL sorts it out itself, with more care.
    /// </summary>
    public static void Forget(string data)
    {
        var file = new FileInfo(Path.Combine(data, "postmaster.pid"));
        var cutShort = file is { Exists: true, Length: 0 } && file.LastWriteTimeUtc < DateTime.UtcNow.AddSeconds(-2);
        if (cutShort || (Parse(data) is { } told && Exists(told.Pid)))
            file.Delete();
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

    /// <summary>
    /// A server works in its data directory, and nobody else does. Where that cannot be asked, the name decides: taking a
    /// living server for dead is the worse mistake.
    /// </summary>
    private static async Task<bool> IsServerOf(int pid, string data, ServerUser user, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            return Name(pid).StartsWith("postgres", StringComparison.Ordinal);
        var workingDirectory = $"/proc/{pid}/cwd";
        // In a container even root may not look into the processes of others; their own user may, if his group is the same.
        ServerUser[] askers = user.Name is null ? [user] : [ServerUser.Ourselves, user];
        foreach (var asker in askers)
        {
            if ((await asker.Run("test", [workingDirectory, "-ef", data], cancellation)).Succeeded)
                return true;
            if ((await asker.Run("test", ["-d", workingDirectory], cancellation)).Succeeded)
                return false;
        }

        return Name(pid) is "postgres";
    }

    /// <summary>Empty for a process that has ended and only waits to be noticed by its parent.</summary>
    private static string Name(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux() && File.ReadLines($"/proc/{pid}/status").Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal)))
                return "";
            using var process = Process.GetProcessById(pid);
            return process.ProcessName;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException)
        {
            return "";
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
