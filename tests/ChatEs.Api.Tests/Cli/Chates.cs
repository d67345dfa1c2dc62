using System.Diagnostics;
using System.Globalization;
using System.Text;
using ChatEs.Api.Cli;
using ChatEs.Api.Tests.Hosting;

namespace ChatEs.Api.Tests.Cli;

/// <summary>The program: verbs of it, or all of it as a process of its own.</summary>
internal sealed class Chates : IDisposable
{
    private readonly List<string> _out = [];
    private readonly List<string> _error = [];

    private Chates(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, e) => Hear(_out, e.Data);
        process.ErrorDataReceived += (_, e) => Hear(_error, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Out => Said(_out);

    public string Error => Said(_error);

    /// <summary>In a session of its own and with no signal ignored, as a shell starts what it runs in the foreground; a run in the background would hand its deafness to Ctrl-C down.</summary>
    public static Chates Start(IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("setsid", ["--wait", "env", "--default-signal", Holder.Dotnet, Path.Combine(AppContext.BaseDirectory, "ChatEs.Api.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new Chates(Process.Start(start)!);
    }

    /// <summary>A verb within this process, which knows its code already: a process of its own takes most of a second to come to where it begins.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> Run(IEnumerable<string> arguments, byte[]? input = null)
    {
        using var said = new MemoryStream();
        await using var output = new StreamWriter(said) { AutoFlush = true };
        await using var error = new StringWriter();
        var exitCode = await ChatEsCli.Run([.. arguments], new Streams
        {
            Output = output,
            // As that of a process is: progress comes from several threads.
            Error = TextWriter.Synchronized(error),
            IsInputRedirected = true,
            IsOutputRedirected = true,
            IsErrorRedirected = true,
            RawInput = new MemoryStream(input ?? []),
            RawOutput = said,
        });
        return (exitCode, Encoding.UTF8.GetString(said.ToArray()).TrimEnd('\n'), error.ToString().TrimEnd('\n'));
    }

    /// <summary>A verb as a process of its own.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunApart(
        IEnumerable<string> arguments, byte[]? input, params (string, string?)[] environment)
    {
        using var program = Start(arguments, environment);
        if (input is not null)
            await program.Process.StandardInput.BaseStream.WriteAsync(input);
        program.Process.StandardInput.Close();
        return (await program.Ended(), program.Out, program.Error);
    }

    public async Task<int> Ended()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Process.WaitForExitAsync(late.Token);
        return Process.ExitCode;
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Pid()]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Signal("KILL");
        Process.Dispose();
    }

    /// <summary>The program itself; setsid stands before it only where it had to fork.</summary>
    private string Pid() => File.ReadAllText($"/proc/{Process.Id}/task/{Process.Id}/children").Trim() is { Length: > 0 } child
        && File.ReadAllText($"/proc/{Process.Id}/comm").Trim() == "setsid"
            ? child
            : Process.Id.ToString(CultureInfo.InvariantCulture);

    private static void Hear(List<string> lines, string? line)
    {
        lock (lines)
        {
            if (line is not null)
                lines.Add(line);
        }
    }

    private static string Said(List<string> lines)
    {
        lock (lines)
            return string.Join('\n', lines);
    }
}
