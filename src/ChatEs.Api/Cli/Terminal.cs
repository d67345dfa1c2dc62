using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Domain;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatEs.Api.Cli;

/// <summary>
/// Where a verb speaks: answers on standard output, as text or as JSON; progress and failures on standard error.
/// </summary>
internal sealed class Terminal(bool json, Streams streams) : IProgress<string>
{
    private const int WidthOfFiles = 160;

    public bool Json => json;

    public Streams Streams => streams;

    /// <summary>Whether a person can be asked, and sees the question.</summary>
    public bool IsAnsweredByAPerson => !json && !streams.IsInputRedirected && !streams.IsErrorRedirected;

    public IAnsiConsole Error { get; } = Make(streams.Error, streams.IsErrorRedirected);

    private IAnsiConsole Output { get; } = Make(streams.Output, streams.IsOutputRedirected);

    public void Report(string value) => streams.Error.WriteLine(value);

    /// <param name="text">The same for a person.</param>
    public void Answer<T>(T value, JsonTypeInfo<T> type, params IEnumerable<string> text)
    {
        if (json)
        {
            streams.Output.WriteLine(JsonSerializer.Serialize(value, type));
            return;
        }
        foreach (var line in text)
            streams.Output.WriteLine(line);
    }

    /// <summary>Bars, while something lasts; gone when it is over.</summary>
    public Progress Progress() => Error.Progress().AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    public void Draw(IRenderable what) => Output.Write(what);

    public int Fail(int exitCode, string code, string message)
    {
        streams.Error.WriteLine(message);
        if (json)
            streams.Output.WriteLine(JsonSerializer.Serialize(new FailureAnswer(new(code, message)), CliJson.Own.FailureAnswer));
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
