using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>The streams <c>user-&lt;number&gt;</c>: short, so their state is replayed.</summary>
public sealed class UserFamily(LogReader log) : StreamFamily
{
    public override string Type => "user";

    public override object Initial => User.NotRegistered.Instance;

    public static string StreamId(UserNumber user) => $"user-{user.Value}";

    public override object Evolve(object state, object data) => data is UserEvent e ? User.Evolve((User)state, e) : state;

    public override Task<CachedStream> Load(NpgsqlDataSource db, IDecider decider, CancellationToken cancellation) =>
        log.Load(this, decider.Stream, cancellation);
}

/// <summary>The streams <c>tenant-&lt;id&gt;</c>: short, so their state is replayed.</summary>
public sealed class TenantFamily(LogReader log) : StreamFamily
{
    public override string Type => "tenant";

    public override object Initial => Tenant.NotCreated.Instance;

    public static string StreamId(string tenant) => $"tenant-{tenant}";

    public override object Evolve(object state, object data) => data is TenantEvent e ? Tenant.Evolve((Tenant)state, e) : state;

    public override Task<CachedStream> Load(NpgsqlDataSource db, IDecider decider, CancellationToken cancellation) =>
        log.Load(this, decider.Stream, cancellation);
}
