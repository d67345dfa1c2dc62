using System.Diagnostics;
using System.Globalization;

namespace ChatEs.Faults.Ground;

internal static class Shell
{
    public static async Task<bool> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await error;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    /// <param name="signal">KILL, TERM, QUIT.</param>
    /// <returns>False when there is no such process.</returns>
    public static Task<bool> Signal(string signal, int process) =>
        Run("kill", $"-{signal}", process.ToString(CultureInfo.InvariantCulture));

    public static bool Runs(int process, string name)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited && found.ProcessName == name;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
