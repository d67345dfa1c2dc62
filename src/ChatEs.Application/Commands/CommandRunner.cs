using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.EventStore.Appending;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>Where domain and store meet: has a command decided on the newest state of its stream, and stored.</summary>
public sealed class CommandRunner(PostgresEventStore store, DeciderTable deciders)
{
    internal static readonly Refusal MessageIdTaken = new(RefusalCode.AlreadyTaken, "The message id is taken.");

    private const string MessageIds = "messages_tenant_id_id_key";

    /// <summary>The idempotency key got its record while this command was on its way.</summary>
    internal static readonly Refusal Repeated = new(RefusalCode.Conflict, "Another request with the same Idempotency-Key is being carried out.");

    public static Refusal Suspended(UserNumber user) => new(RefusalCode.UserSuspended, $"User {user} is suspended.");

    public async Task<IDecision> Run(ICommand command, CommandContext context, CancellationToken cancellation)
    {
        try
        {
            var result = await store.Execute(deciders.For(command, context), cancellation);
            return result.Status switch
            {
                AppendStatus.Done => (IDecision)result.Answer!,
                AppendStatus.Repeated => new Refused(Repeated),
                _ => await Taken(command, context, result, cancellation),
            };
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: MessageIds })
        {
            // Only ids that clients choose are reserved, so one that names a message whose id was made here is found out
            // by the read model alone.
            return new Refused(MessageIdTaken);
        }
    }

    /// <summary>Another command got the name. One that knows how is carried out upon the owner instead.</summary>
    private async Task<IDecision> Taken(ICommand command, CommandContext context, AppendResult result, CancellationToken cancellation) =>
        command is IClaimName claim && claim.UponOwner(result.Wanted!.Kind, result.Owner!) is { } upon
            ? await Run(upon, context, cancellation)
            : new Refused(new Refusal(RefusalCode.AlreadyTaken, $"The {result.Wanted!.Kind.Replace('_', ' ')} '{result.Wanted.Key}' is taken."));

    private sealed class Refused(Refusal refusal) : IDecision
    {
        public IReadOnlyList<IDomainEvent> Events => [];

        public Refusal? Refusal => refusal;

        public IReadOnlyList<Reservation> Reservations => [];

        public IReadOnlyList<Reservation> Releases => [];

        public object? Result => null;
    }
}
