using System.CommandLine;
using ChatEs.Application.Erasing;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using Spectre.Console;

namespace ChatEs.Api.Cli;

internal static class EraseVerb
{
    public static Command Create()
    {
        var id = new Option<string?>("--user") { Description = "What the tenant calls the user.", HelpName = "id" };
        var number = new Option<long?>("--number") { Description = "His number, where his id was erased already and something came after it.", HelpName = "n" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. Without a terminal, or with --json, it must be given." };
        return new Command(
                "erase",
                "Erase a user: what he wrote and what he is called by go from the log, the read models and the vault, for good. What he did stays, under his number. It shows what there is and asks first. Interrupted, it is finished by running it again. docs/erasure.md says what stays.")
            { TenantVerbs.Tenant, id, number, yes }
            .Examples("chates erase --user alice --tenant acme", "chates erase --user alice --tenant acme --yes --json")
            .OnTables(async (session, parsed, cancellation) =>
            {
                var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
                if (await session.Missing(tenant, cancellation) is { } refusal)
                    return session.Terminal.Refused(refusal);
                if (await Find(session, tenant, parsed.GetValue(id), parsed.GetValue(number), cancellation) is not { } user)
                    return session.Terminal.Refused(new Refusal(RefusalCode.UserNotFound, $"There is no such user in tenant {tenant}."));
                var traces = await Showing(session, "Looking", progress => session.Get<UserErasure>().Find(tenant, user.Number, progress, cancellation));
                if (traces.Refusal is { } unknown)
                    return session.Terminal.Refused(unknown);
                Tell(session.Terminal, user, traces.Result!);
                if (!parsed.GetValue(yes) && !await Confirm(session.Terminal, user, cancellation))
                    return session.Terminal.Fail(ExitCode.Refused, "not_confirmed", "Nothing was erased.");
                return await Erase(session, tenant, user, cancellation);
            });
    }

    private static async Task<int> Erase(Session session, string tenant, UserView user, CancellationToken cancellation)
    {
        var outcome = await Showing(
            session, "Erasing",
            progress => session.Get<UserErasure>().Erase(user.Number, TenantAdministration.Operator(tenant), progress, cancellation));
        if (outcome.Result is { } done)
            await session.Terminal.Error.Status().StartAsync("Vacuuming", _ => session.Get<Vacuum>().Run(cancellation));
        return session.Answer(outcome, result => session.Terminal.Answer(
            new UserErasedAnswer(tenant, result.User.Value, result.Events, result.Rooms, result.Files), CliJson.Own.UserErasedAnswer,
            $"{result.Events:N0} events in {result.Rooms:N0} rooms and his own are erased, {result.Files:N0} files are gone; he is called erased-{result.User} now.",
            "Backups, archived WAL and exports made before still hold it: docs/erasure.md."));
    }

    private static async Task<UserView?> Find(Session session, string tenant, string? id, long? number, CancellationToken cancellation)
    {
        if (id is null == number is null)
            throw CliFailure.Usage("Give --user, or --number.");
        var users = session.Get<UserQueries>();
        if (number is { } n)
            return await users.ByNumber(tenant, new UserNumber(n), cancellation);
        return Validation.IsExternalId(id!) && await users.ByExternalIds(tenant, [id!], cancellation) is [var found] ? found : null;
    }

    /// <summary>On standard error, so that an answer in JSON stands alone.</summary>
    private static void Tell(Terminal terminal, UserView user, UserTraces traces)
    {
        terminal.Report($"User {user.ExternalId} ({user.Username}), number {user.Number}:");
        foreach (var (type, count) in traces.Events.OrderByDescending(e => e.Value))
            terminal.Report($"  {count,10:N0}  {type}");
        terminal.Report($"  {traces.Own,10:N0}  names and profiles");
        terminal.Report($"  {traces.Files,10:N0}  files");
        terminal.Report($"in {traces.Rooms:N0} rooms.");
    }

    private static async Task<bool> Confirm(Terminal terminal, UserView user, CancellationToken cancellation)
    {
        if (!terminal.IsAnsweredByAPerson)
            throw CliFailure.Usage("There is nobody to ask: give --yes.");
        return await new ConfirmationPrompt($"Erase {Markup.Escape(user.ExternalId)} for good?") { DefaultValue = false }.ShowAsync(terminal.Error, cancellation);
    }

    private static Task<T> Showing<T>(Session session, string what, Func<IProgress<ErasureProgress>, Task<T>> run) =>
        session.Terminal.Progress()
            .StartAsync(context =>
            {
                var task = context.AddTask(what);
                return run(new Now<ErasureProgress>(p =>
                {
                    task.Description = p.Looking ? "Reading the log" : "Erasing";
                    (task.MaxValue, task.Value) = (Math.Max(1, p.Of), p.Done);
                }));
            });
}
