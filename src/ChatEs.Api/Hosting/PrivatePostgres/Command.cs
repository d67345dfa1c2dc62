using System.ComponentModel;
using System.Diagnostics;

namespace ChatEs.Api.Hosting.PrivatePostgres;

internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Programs are run from an argument list, never through a shell: no path can turn into a command.</summary>
internal static class Command
{
    /// <summary>What PostgreSQL's programs need; the rest of our environment may hold secrets that are not theirs.</summary>
    private static readonly string[] HandedOn = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "LOCALE_ARCHIVE"];

    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
    }

    public static async Task<CommandResult> Run(string program, IReadOnlyList<string> arguments, bool keepEnvironment, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = Describe(program, arguments, keepEnvironment) };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return new CommandResult(127, $"{program}: {error.Message}");
        }

        process.StandardInput.Close();
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Not the tree below it: that would kill -9 the server that pg_ctl has just started.
            process.Kill(entireProcessTree: false);
            throw;
        }

        // A program left running by this one may hold the pipe open (Windows): its output is then not waited for.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(5), cancellation));
        return new CommandResult(process.ExitCode, output.IsCompletedSuccessfully ? string.Concat(output.Result).Trim() : "");
    }

    private static ProcessStartInfo Describe(string program, IReadOnlyList<string> arguments, bool keepEnvironment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The server's own user may not be able to enter ours, and PostgreSQL's programs refuse to run in such a place.
            WorkingDirectory = keepEnvironment ? "" : Path.GetPathRoot(AppContext.BaseDirectory)!,
        };
        foreach (var name in start.Environment.Keys.ToList())
        {
            var dropped = OperatingSystem.IsWindows() ? name.StartsWith("PG", StringComparison.OrdinalIgnoreCase) : !HandedOn.Contains(name);
            if (!keepEnvironment && dropped)
                start.Environment.Remove(name);
        }

        if (!keepEnvironment)
            start.Environment["LC_ALL"] = "C";
        return start;
    }
}
