using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.EventStore.Appending;

namespace ChatEs.Application.Commands;

/// <summary>The table of stream families: which stream a command belongs to, and how it is decided there.</summary>
public sealed class DeciderTable(RoomFamily rooms, UserFamily users, TenantFamily tenants)
{
    public IDecider For(ICommand command, CommandContext context) => command switch
    {
        IRoomCommand room => new RoomDecider(room, rooms, context),
        IUserCommand user => new UserDecider(user, users, context),
        ITenantCommand tenant => new TenantDecider(tenant, tenants, context),
        _ => throw new InvalidOperationException($"{command.GetType().Name} belongs to no stream family."),
    };
}

internal abstract class CommandDecider(StreamKey stream, StreamFamily family, bool startsStream, CommandContext context) : IDecider
{
    private static readonly NameReservation[] NoReservations = [];

    public StreamKey Stream => stream;

    public StreamFamily Family => family;

    public bool StartsStream => startsStream;

    public EventMetadata Metadata { get; } = new(context.CorrelationId, null, context.Caller.Headers);

    public virtual bool Knows(object state) => true;

    public Decided Decide(object state, long version, DateTimeOffset now)
    {
        var decision = Ask(state, now);
        return decision.Refusal is not null
            ? new Decided([], decision)
            : new Decided(decision.Events, decision)
            {
                Reservations = Names(decision.Reservations),
                Releases = Names(decision.Releases),
                Record = context.Idempotency is { } request
                    ? new IdempotencyRecord(context.Caller.KeyOf(request), request.Digest, ResultJson.Write(decision.Result!))
                    : null,
                Also = decision.Events.Count > 0 ? context.Vault : null,
            };
    }

    private static NameReservation[] Names(IReadOnlyList<Reservation> names) =>
        names.Count == 0 ? NoReservations : [.. names.Select(name => new NameReservation(name.Kind, name.Key, name.Owner))];

    protected abstract IDecision Ask(object state, DateTimeOffset now);
}

internal sealed class RoomDecider(IRoomCommand command, RoomFamily family, CommandContext context)
    : CommandDecider(new StreamKey(context.Caller.Tenant, RoomFamily.StreamId(command.Room)), family, command.StartsStream, context)
{
    private readonly RoomNeeds _needs = command.Needs;

    /// <summary>What has to be loaded before the command can be decided.</summary>
    public (RoomNumber Room, RoomNeeds Needs) Asked => (command.Room, _needs);

    public override bool Knows(object state) => ((Room)state).Knows(_needs);

    protected override IDecision Ask(object state, DateTimeOffset now) => command.Decide((Room)state, now);
}

internal sealed class UserDecider(IUserCommand command, UserFamily family, CommandContext context)
    : CommandDecider(new StreamKey(context.Caller.Tenant, UserFamily.StreamId(command.User)), family, command.StartsStream, context)
{
    public override bool Knows(object state) => state is not Domain.Users.User.Registered { IsKnown: false };

    protected override IDecision Ask(object state, DateTimeOffset now) => command.Decide((User)state, now);
}

internal sealed class TenantDecider(ITenantCommand command, TenantFamily family, CommandContext context)
    : CommandDecider(new StreamKey(context.Caller.Tenant, TenantFamily.StreamId(command.Tenant)), family, command.StartsStream, context)
{
    protected override IDecision Ask(object state, DateTimeOffset now) => command.Decide((Tenant)state, now);
}
