using System.CommandLine;

namespace ChatEs.Api.Cli;

/// <summary>What a verb reads from and writes to: the streams of the process, or others in their place.</summary>
internal sealed class Streams : InvocationConfiguration
{
    public Streams()
    {
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    public bool IsInputRedirected { get; init; } = Console.IsInputRedirected;

    public bool IsOutputRedirected { get; init; } = Console.IsOutputRedirected;

    public bool IsErrorRedirected { get; init; } = Console.IsErrorRedirected;

    public Stream RawInput { get => field ??= Console.OpenStandardInput(); init; }

    /// <summary>For what is bytes already; it goes where <see cref="InvocationConfiguration.Output"/> goes.</summary>
    public Stream RawOutput { get => field ??= Console.OpenStandardOutput(); init; }
}
