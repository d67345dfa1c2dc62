namespace ChatEs.Api.Cli;

/// <summary>What a script can tell apart without reading a sentence.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A rule said no, or a comparison found a difference.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    /// <summary>No PostgreSQL, database away, port taken.</summary>
    public const int Environment = 3;

    /// <summary>Ended by Ctrl-C before it was done, as shells count it.</summary>
    public const int Interrupted = 130;
}
