using ChatEs.Domain.Tenants;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Commands;

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
