using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Realtime;

/// <summary>Who is online by which process, in tables that no crash of the server outlives. Every change is signalled.</summary>
public sealed class OnlineUsers(NpgsqlDataSource db, Signals signals, TimeProvider clock)
{
    // One after the other over all processes: two that each overlook what the other is just writing would both be wrong.
    private const string LockText = "select pg_advisory_xact_lock(4915021100000001)";

    private const string OfflineNow = """
        select g.tenant_id, g.user_no
          from (select distinct tenant_id, user_no from gone) g
         where not exists (
           select 1 from vault.online_users o
            where o.tenant_id = g.tenant_id and o.user_no = g.user_no and o.process <> all (array(select process from leaving)))
        """;

    private const string EnterText = """
        with entered as (
          insert into vault.online_users (tenant_id, user_no, process)
          select c.tenant_id, c.user_no, $3 from unnest($1::text[], $2::bigint[]) as c(tenant_id, user_no)
          on conflict do nothing
          returning tenant_id, user_no)
        select e.tenant_id, e.user_no
          from entered e
         where not exists (
           select 1 from vault.online_users o where o.tenant_id = e.tenant_id and o.user_no = e.user_no and o.process <> $3)
        """;

    private const string LeaveText = $"""
        with leaving as (
          select $3::uuid as process
        ), gone as (
          delete from vault.online_users o
          using unnest($1::text[], $2::bigint[]) as c(tenant_id, user_no)
          where o.tenant_id = c.tenant_id and o.user_no = c.user_no and o.process = $3
          returning o.tenant_id, o.user_no)
        {OfflineNow}
        """;

    private const string BeatText = """
        insert into vault.live_processes (process, seen_at) values ($1, clock_timestamp())
        on conflict (process) do update set seen_at = excluded.seen_at
        """;

    private const string SweepText = $"""
        with leaving as (
          delete from vault.live_processes where seen_at < clock_timestamp() - interval '60 seconds' returning process
        ), gone as (
          delete from vault.online_users o using leaving l where o.process = l.process returning o.tenant_id, o.user_no)
        {OfflineNow}
        """;

    private const string InRoomText = """
        select m.user_no
          from members m
         where m.tenant_id = $1 and m.room = $2 and m.active
           and exists (select 1 from vault.online_users o where o.tenant_id = m.tenant_id and o.user_no = m.user_no)
         order by m.user_no
         limit $3
        """;

    private const string RoomsText = "select room from members where tenant_id = $1 and user_no = $2 and active";

    /// <summary>Who of a room is online, in the order of their numbers.</summary>
    public Task<List<UserNumber>> InRoom(string tenant, RoomNumber room, int limit, CancellationToken cancellation) => db.Read(
        InRoomText, [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(limit)], row => new UserNumber(row.GetInt64(0)), cancellation);

    /// <summary>Where it is told that the user comes and goes.</summary>
    internal Task<List<RoomNumber>> RoomsOf(string tenant, UserNumber user, CancellationToken cancellation) => db.Read(
        RoomsText, [Sql.Text(tenant), Sql.Number(user.Value)], row => new RoomNumber(row.GetInt64(0)), cancellation);

    /// <summary>
    /// The process lives, has these users from now on, and those no more. Who was with a process that has not said so for a
    /// minute is offline.
    /// </summary>
    internal async Task Change(
        Guid process, IReadOnlyCollection<(string Tenant, long User)> entering, IReadOnlyCollection<(string Tenant, long User)> leaving,
        CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Execute(connection, LockText, [], cancellation);
        await Execute(connection, BeatText, [Sql.Uuid(process)], cancellation);
        var lost = await Named(connection, SweepText, [], cancellation);
        var came = await Named(connection, EnterText, [Tenants(entering), Users(entering), Sql.Uuid(process)], cancellation);
        var went = await Named(connection, LeaveText, [Tenants(leaving), Users(leaving), Sql.Uuid(process)], cancellation);
        await Tell(connection, came, [.. lost, .. went], cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task Tell(NpgsqlConnection connection, List<(string Tenant, long User)> came, List<(string Tenant, long User)> went, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var told = came.Select(who => (who, IsOnline: true)).Concat(went.Select(who => (who, IsOnline: false)));
        IReadOnlyList<Signal> presences = [.. told.Select(one => new Presence(one.who.Tenant, new(one.who.User), now, one.IsOnline))];
        if (presences.Count > 0)
            await signals.Tell(connection, presences, cancellation);
    }

    /// <returns>The users that the statement names.</returns>
    private static async Task<List<(string Tenant, long User)>> Named(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<(string Tenant, long User)> users = [];
        while (await reader.ReadAsync(cancellation))
            users.Add((reader.GetString(0), reader.GetInt64(1)));
        return users;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlParameter Tenants(IReadOnlyCollection<(string Tenant, long User)> users) => Sql.Texts([.. users.Select(u => u.Tenant)]);

    private static NpgsqlParameter Users(IReadOnlyCollection<(string Tenant, long User)> users) => Sql.Numbers([.. users.Select(u => u.User)]);
}
