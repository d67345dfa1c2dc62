using System.CommandLine;
using System.CommandLine.Help;

namespace ChatEs.Api.Cli;

/// <summary>The command line: the table of all verbs on one screen.</summary>
internal static class ChatEsCli
{
    /// <summary>In all that is shown, whatever the file of the program is called.</summary>
    public const string Name = "chates";

    internal static RootCommand Root { get; } = Verbs();

    public static async Task<int> Run(string[] args, Streams streams)
    {
        var parsed = Root.Parse(args);
        // Who asks for help has left out what is required.
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
            return Misused(parsed, streams);
        using var stop = new StopSignal();
        return await parsed.InvokeAsync(streams, stop.Token);
    }

    private static RootCommand Verbs()
    {
        var root = new RootCommand("ChatEs: an event-sourced chat service. Without a verb it serves.")
        {
            GlobalOptions.Json,
            GlobalOptions.Connection,
            GlobalOptions.DataDir,
            ServeVerb.Create(),
            new Command("db", "The database of the service.") { MigrateVerb.Create() },
            new Command("tenants", "Tenants: apps or workspaces, apart from each other in everything.") { TenantVerbs.Create(), TenantVerbs.List() },
            new Command("keys", "API keys of a tenant.") { KeyVerbs.Issue(), KeyVerbs.Revoke(), KeyVerbs.List() },
            new Command("webhooks", "Webhooks of a tenant: what happens is sent to a server of its own.")
            {
                WebhookVerbs.Add(), WebhookVerbs.List(), WebhookVerbs.Remove(), WebhookVerbs.Replay(), WebhookVerbs.Deliveries(),
            },
            new Command("users", "Users of a tenant.")
            {
                UserVerbs.Create(), UserVerbs.Token(), StandingVerbs.Suspend(), StandingVerbs.Reactivate(), StandingVerbs.Password(),
            },
            new Command("analytics", "Logins of the database for analysts, each for the schema analytics of one tenant.")
            {
                AnalyticsVerbs.Grant(), AnalyticsVerbs.List(), AnalyticsVerbs.Revoke(),
            },
            new Command("projections", "The read models, and the proof that they are what the log says.")
            {
                ProjectionVerbs.Status(), ProjectionVerbs.Verify(), ProjectionVerbs.Rebuild(),
            },
            ImportVerb.Create(),
            ExportVerb.Create(),
            ReportVerb.Create(),
            EraseVerb.Create(),
            new Command("audit", "The log as evidence: what happened in a room, how it was, and that nobody changed it.")
            {
                AuditVerbs.Replay(), AuditVerbs.State(), VerifyVerb.Create(), CheckpointVerbs.Checkpoint(), CheckpointVerbs.Key(), VerifyExportVerb.Create(),
            },
            new Command("events", "The log itself.") { EventVerbs.Tail() },
        };
        ServeVerb.RunsFor(root);
        root.Examples("chates", "chates serve --urls http://localhost:8080", "chates tenants create acme", "chates <verb> --help");
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static int Misused(ParseResult parsed, Streams streams)
    {
        var verb = string.Join(' ', parsed.CommandResult.Path().Where(c => c is not RootCommand).Select(c => c.Name + " ").Reverse());
        return new Terminal(parsed.GetValue(GlobalOptions.Json), streams).Fail(
            ExitCode.Usage, "usage",
            string.Join(Environment.NewLine, parsed.Errors.Select(e => e.Message).Append($"See: {Name} {verb}--help")));
    }
}
