namespace ChatEs.Api.Cli;

/// <summary>Ends a verb with a sentence for the person at the terminal and an exit code for the script.</summary>
internal sealed class CliFailure : Exception
{
    public CliFailure()
    {
    }

    public CliFailure(string message) : base(message)
    {
    }

    public CliFailure(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>What was asked for cannot be meant.</summary>
    public static CliFailure Usage(string message, Exception? innerException = null) =>
        new(message, innerException) { ExitCode = Cli.ExitCode.Usage, Code = "usage" };

    public int ExitCode { get; init; } = Cli.ExitCode.Refused;

    /// <summary>Stands in the JSON answer.</summary>
    public string Code { get; init; } = "failed";
}
