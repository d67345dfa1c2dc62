using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;

namespace ChatEs.Api.Cli;

/// <summary>The help of a verb, with lines to copy below it.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var settings = parseResult.InvocationConfiguration;
        var output = settings.Output;
        using (var page = new StringWriter())
        {
            settings.Output = page;
            help.Invoke(parseResult);
            settings.Output = output;
            output.Write(page.ToString().Replace(RootCommand.ExecutableName, ChatEsCli.Name, StringComparison.Ordinal));
        }
        if (ExamplesOf.All.TryGetValue(parseResult.CommandResult.Command, out var examples))
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }
        if (parseResult.CommandResult.Command is RootCommand)
            output.WriteLine("Exit codes: 0 done, 1 refused or found a difference, 2 wrong usage, 3 no database or port taken, 130 interrupted.");
        return 0;
    }
}

internal static class ExamplesOf
{
    internal static readonly ConditionalWeakTable<Command, string[]> All = [];

    public static Command Examples(this Command command, params string[] lines)
    {
        All.Add(command, lines);
        return command;
    }

    /// <summary>From this command up to the root.</summary>
    public static IEnumerable<Command> Path(this CommandResult result)
    {
        for (SymbolResult? at = result; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
                yield return command;
        }
    }
}
