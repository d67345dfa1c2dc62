using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Users;

namespace ChatEs.Application.Tenancy;

/// <param name="Token">Shown this once.</param>
public sealed record IssuedToken(UserNumber User, string Token);

/// <summary>Tokens that act for one user. They are kept as SHA-256 only, so a token that is lost can be replaced and not shown again.</summary>
public sealed class UserTokens(CommandBus bus, Credentials credentials, WebSessions sessions, TokenSessions tokens)
{
    /// <summary>
    /// Ends every token of the user and makes a new one, in the command's transaction; other processes refuse the old ones
    /// within a second.
    /// </summary>
    /// <param name="context">Who asks. A repeated request resets again: its first answer is kept nowhere.</param>
    public async Task<Outcome<IssuedToken>> Reset(UserNumber user, Actor by, CommandContext context, CancellationToken cancellation)
    {
        var token = Credentials.NewSecret(Credentials.UserTokenPrefix);
        var storing = context with { Idempotency = null, Vault = Credentials.ReplaceTokens(context.Caller.Tenant, user, token) };
        var outcome = await bus.Send(new ResetUserToken(user, by), storing, cancellation);
        credentials.Forget();
        sessions.Forget();
        tokens.Forget();
        return outcome.Match(_ => Outcome<IssuedToken>.Done(new IssuedToken(user, token)), Outcome<IssuedToken>.Refused);
    }
}
