using System.CommandLine;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using Spectre.Console;

namespace ChatEs.Api.Cli;

/// <summary>What a user may do, and how he comes in.</summary>
internal static class StandingVerbs
{
    public static Command Suspend()
    {
        var id = UserVerbs.Id();
        return new Command("suspend", "Suspend a user: he neither reads nor writes from now on. Running services know it within a second.") { id, TenantVerbs.Tenant }
            .Examples("chates users suspend alice --tenant acme", "chates users suspend alice --tenant acme --json")
            .OnUser(id, (session, parsed, user, cancellation) => Send(
                session, parsed, user, new SuspendUser(user.Number, Actor.Server),
                changed => changed ? $"User {user.ExternalId} is suspended." : $"User {user.ExternalId} was suspended already.", cancellation));
    }

    public static Command Reactivate()
    {
        var id = UserVerbs.Id();
        return new Command("reactivate", "End the suspension of a user.") { id, TenantVerbs.Tenant }
            .Examples("chates users reactivate alice --tenant acme")
            .OnUser(id, (session, parsed, user, cancellation) => Send(
                session, parsed, user, new ReactivateUser(user.Number, Actor.Server),
                changed => changed ? $"User {user.ExternalId} is active again." : $"User {user.ExternalId} was not suspended.", cancellation));
    }

    public static Command Password()
    {
        var id = UserVerbs.Id();
        return new Command(
                "password",
                $"Give a user a password of {Passwords.Shortest} to {Passwords.Longest} characters. It is asked for, or is the first line of standard input: on a command line others could read it.")
            { id, TenantVerbs.Tenant }
            .Examples("chates users password alice --tenant acme", "chates users password alice --tenant acme < password.txt")
            .OnUser(id, async (session, parsed, user, cancellation) =>
            {
                var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
                var set = await session.Get<Passwords>()
                    .Set(user.Number, Actor.Server, await Ask(session.Terminal, cancellation), TenantAdministration.Operator(tenant), cancellation);
                return session.Answer(set, _ => Answer(session, tenant, user, changed: true, $"User {user.ExternalId} has a new password."));
            });
    }

    private static async Task<int> Send(
        Session session, ParseResult parsed, UserView user, ICommand<UserChangedResult> command, Func<bool, string> sentence,
        CancellationToken cancellation)
    {
        var tenant = parsed.GetRequiredValue(TenantVerbs.Tenant);
        var outcome = await session.Get<CommandBus>().Send(command, TenantAdministration.Operator(tenant), cancellation);
        return session.Answer(outcome, result => Answer(session, tenant, user, result.Changed, sentence(result.Changed)));
    }

    private static void Answer(Session session, string tenant, UserView user, bool changed, string sentence) => session.Terminal.Answer(
        new UserChangedAnswer(tenant, user.ExternalId, user.Number.Value, changed), CliJson.Own.UserChangedAnswer, sentence);

    private static async Task<string> Ask(Terminal terminal, CancellationToken cancellation)
    {
        if (terminal.Streams.IsInputRedirected)
        {
            using var input = new StreamReader(terminal.Streams.RawInput, Console.InputEncoding);
            return await input.ReadLineAsync(cancellation) ?? "";
        }
        var first = await Secret(terminal, "New password:", cancellation);
        return first == await Secret(terminal, "Once more:", cancellation)
            ? first
            : throw new CliFailure("The two are not the same.") { Code = "invalid" };
    }

    private static Task<string> Secret(Terminal terminal, string question, CancellationToken cancellation) =>
        new TextPrompt<string>(question).Secret().AllowEmpty().ShowAsync(terminal.Error, cancellation);
}
