using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Domain;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatEs.Api.Cli;

/// <summary>
/// Where a verb speaks: answers on standard output, as text or as JSON; progress and failures on standard error.
/// </summary>
internal sealed class Terminal(bool json) : IProgress<string>
{
    private const int WidthOfFiles = 160;

    public bool Json => json;

    public IAnsiConsole Error { get; } = Make(Console.Error, Console.IsErrorRedirected);

    private IAnsiConsole Output { get; } = Make(Console.Out, Console.IsOutputRedirected);

    public void Report(string value) => Console.Error.WriteLine(value);

    /// <param name="text">The same for a person.</param>
    public void Answer<T>(T value, JsonTypeInfo<T> type, params IEnumerable<string> text)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, type));
            return;
        }
        foreach (var line in text)
            Console.Out.WriteLine(line);
    }

    /// <summary>Bars, while something lasts; gone when it is over.</summary>
    public Progress Progress() => Error.Progress().AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    public void Draw(IRenderable what) => Output.Write(what);

    public int Fail(int exitCode, string code, string message)
    {
        Console.Error.WriteLine(message);
        if (json)
            Console.Out.WriteLine(JsonSerializer.Serialize(new FailureAnswer(new(code, message)), CliJson.Own.FailureAnswer));
        return exitCode;
    }

    public int Refused(Refusal refusal) =>
        Fail(ExitCode.Refused, JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Code.ToString()), refusal.Message);

    private static IAnsiConsole Make(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        // Nobody looks at a file through a window of 80 columns, and a table that is broken cannot be searched.
        if (redirected)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
