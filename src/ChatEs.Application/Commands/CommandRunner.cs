using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Appending;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>Where domain and store meet: has a command decided on the newest state of its stream, and stored.</summary>
public sealed class CommandRunner(PostgresEventStore store, DeciderTable deciders)
{
    internal static readonly Refusal MessageIdTaken = new(RefusalCode.AlreadyTaken, "The message id is taken.");

    private const string UniqueMessageIds = "messages_tenant_id_id_key";

    /// <summary>The idempotency key got its record while this command was on its way.</summary>
    internal static readonly Refusal Repeated = new(RefusalCode.Conflict, "Another request with the same Idempotency-Key is being carried out.");

    public static Refusal Suspended(UserNumber user) => new(RefusalCode.UserSuspended, $"User {user} is suspended.");

    public async Task<IDecision> Run(ICommand command, CommandContext context, CancellationToken cancellation)
    {
        // Looked up before, not only found out under the head: a batch that meets a name taken is to be stored once more, with all in it.
        if (command is IClaimName { Claimed: { } name } && await OwnerOf(name, context.Caller.Tenant, cancellation) is { } owner)
            return await Taken(command, context, name.Kind, name.Key, owner, cancellation);
        return await Store(command, context, cancellation);
    }

    /// <returns>Null also when it cannot be found out now: then the head will tell.</returns>
    private async Task<string?> OwnerOf(Reservation name, string tenant, CancellationToken cancellation)
    {
        try
        {
            return await store.OwnerOf(tenant, name.Kind, name.Key, cancellation);
        }
        catch (Exception e) when (ChatEsDatabase.IsUnreachable(e))
        {
            return null;
        }
    }

    private async Task<IDecision> Store(ICommand command, CommandContext context, CancellationToken cancellation)
    {
        try
        {
            var result = await store.Execute(deciders.For(command, context), cancellation);
            return result.Status switch
            {
                AppendStatus.Done => (IDecision)result.Answer!,
                AppendStatus.Repeated => new Refused(Repeated),
                _ => await Taken(command, context, result.Wanted!.Kind, result.Wanted.Key, result.Owner!, cancellation),
            };
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: UniqueMessageIds })
        {
            // Only ids that clients choose are reserved, so one that names a message whose id was made here is found out
            // by the read model alone.
            return new Refused(MessageIdTaken);
        }
    }

    /// <summary>Another command got the name. One that knows how is carried out upon the owner instead.</summary>
    private async Task<IDecision> Taken(
        ICommand command, CommandContext context, string kind, string key, string owner, CancellationToken cancellation) =>
        command is IClaimName claim && claim.UponOwner(kind, owner) is { } upon
            ? await Store(upon, context, cancellation)
            : new Refused(kind == PostMessage.IdKind
                ? MessageIdTaken
                : new Refusal(RefusalCode.AlreadyTaken, $"The {kind.Replace('_', ' ')} '{key}' is taken."));

    private sealed class Refused(Refusal refusal) : IDecision
    {
        public IReadOnlyList<IDomainEvent> Events => [];

        public Refusal? Refusal => refusal;

        public IReadOnlyList<Reservation> Reservations => [];

        public IReadOnlyList<Reservation> Releases => [];

        public object? Result => null;
    }
}
