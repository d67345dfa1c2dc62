using System.CommandLine;

namespace ChatEs.Api.Cli;

/// <summary>What every verb understands.</summary>
internal static class GlobalOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Answer in JSON on standard output; everything else goes to standard error.",
        Recursive = true,
    };

    public static readonly Option<string?> Connection = new("--connection")
    {
        Description = "A PostgreSQL connection string. Without it, and without ConnectionStrings__ChatEs in the environment, a private PostgreSQL is used and started where it does not run.",
        HelpName = "string",
        Recursive = true,
    };

    public static readonly Option<string> DataDir = new("--data-dir")
    {
        Description = "The folder of the private PostgreSQL; CHATES_DATA in the environment says it, too.",
        HelpName = "folder",
        Recursive = true,
        DefaultValueFactory = _ => Set("CHATES_DATA") ?? ".chates",
    };

    /// <summary>Not a default of the option: help shows those, and this one holds a password.</summary>
    public static string? ConnectionOf(ParseResult parsed) => parsed.GetValue(Connection) ?? Set("ConnectionStrings__ChatEs");

    private static string? Set(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
