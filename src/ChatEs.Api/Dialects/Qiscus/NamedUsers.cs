using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// The users whom a call names. Who is not known is registered by that, but for nothing that is refused: a call does all that
/// it says or nothing.
/// </summary>
internal sealed class NamedUsers(UserDirectory directory, CommandBus bus)
{
    /// <summary>No user has it or a number below that is near: the largest that JSON keeps.</summary>
    private const long Nobody = (1L << 53) - 1;

    /// <param name="asking">What will be asked for them, to be tried before anybody is registered.</param>
    /// <returns>Their numbers, in the order of <paramref name="ids"/>.</returns>
    public async Task<Outcome<ResolvedUsers>> Resolve<TCommand>(
        QiscusCall call, IReadOnlyList<string> ids, Func<IReadOnlyList<UserNumber>, (TCommand Command, CommandContext Context)> asking)
        where TCommand : class, ICommand
    {
        var known = await directory.Find(call.Tenant, ids, call.Aborted);
        if (ids.All(known.ContainsKey))
            return Outcome<ResolvedUsers>.Done(new ResolvedUsers([.. ids.Select(id => known[id])]));
        var (command, context) = asking(Supposed(ids, known));
        return await bus.WouldRefuse(command, context, call.Aborted) is { } refusal
            ? Outcome<ResolvedUsers>.Refused(refusal)
            : await directory.Resolve(ids, mayRegister: true, call.Aside, call.Aborted);
    }

    /// <summary>Who is not registered stands there by a number that nobody has.</summary>
    private static List<UserNumber> Supposed(IReadOnlyList<string> ids, Dictionary<string, UserNumber> known)
    {
        List<UserNumber> users = [];
        foreach (var id in ids)
        {
            if (!known.TryGetValue(id, out var user))
                known.Add(id, user = new(Nobody - known.Count));
            users.Add(user);
        }
        return users;
    }
}
