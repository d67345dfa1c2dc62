using System.Globalization;
using ChatEs.Application.ReadModels;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Replay;

/// <summary>
/// A shadow for one answer at a time, and a session that holds an advisory lock on its name as long as it is there: what a killed
/// process leaves behind is told by the lock that nobody holds.
/// </summary>
internal sealed class HeldShadow : IAsyncDisposable
{
    private const string Prefix = "chat_asof_";
    private const int LockSpace = 0x41734F66; // "AsOf"
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private static readonly string HoldText = string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_lock({LockSpace}, hashtext($1))");
    private static readonly string TryText = string.Create(CultureInfo.InvariantCulture, $"select pg_try_advisory_lock({LockSpace}, hashtext($1))");
    private static readonly string ReleaseText = string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_unlock({LockSpace}, hashtext($1))");

    /// <summary>Those of them that have rows.</summary>
    private static readonly string UsedTablesText = string.Join(
        " union all ", ReadModelSet.Tables.Select(table => $"select '{table.Name}' where exists (select from {table.Name})"));

    /// <summary>Statistics hold samples of what there was, and a truncated table keeps them.</summary>
    private static readonly string UnobservedText = string.Join(
        "; ", ReadModelSet.Tables.Select(table => $"alter table {table.Name} set (autovacuum_enabled = false)"));

    private readonly ShadowSchema _shadow;
    private NpgsqlConnection? _holding;

    private HeldShadow(ShadowSchema shadow) => _shadow = shadow;

    public NpgsqlDataSource Db => _shadow.Db;

    public ShadowSchema Schema => _shadow;

    public static async Task<HeldShadow> Create(string connectionString, LogReader log, CancellationToken cancellation)
    {
        // Nobody misses it after a crash, so no commit of it needs to wait for the disk. Whoever else takes its tables, as a dump
        // does, keeps them for long.
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = $"{settings.Options} -c synchronous_commit=off -c lock_timeout=1s".TrimStart();
        var name = $"{Prefix}{Guid.CreateVersion7():n}";
        var held = new HeldShadow(new ShadowSchema(settings.ConnectionString, name, log));
        try
        {
            held._holding = await held.Db.OpenConnectionAsync(cancellation);
            await Ask(held._holding, HoldText, name, cancellation);
            await held._shadow.Create(cancellation);
            await held.Db.Execute(UnobservedText, [], cancellation);
            return held;
        }
        catch
        {
            await using (held)
                await held.Drop();
            throw;
        }
    }

    /// <summary>Whether it is still there, and nobody else's to drop.</summary>
    public async Task<bool> IsHeld()
    {
        try
        {
            return await Ask(_holding!, "select to_regnamespace($1) is not null", _shadow.Name, CancellationToken.None);
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>For the next answer. Truncated and not deleted, so that nothing of the room is left in any file.</summary>
    public async Task Empty()
    {
        var used = await Db.Read(UsedTablesText, [], row => row.GetString(0), CancellationToken.None);
        if (used is not [])
            await Db.Execute($"truncate {string.Join(", ", used)}", [], CancellationToken.None);
    }

    /// <summary>Its tables. To be disposed afterwards.</summary>
    public Task Drop() => _shadow.Drop(CancellationToken.None);

    /// <summary>Ends its sessions, and with them the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_holding is not null)
            await _holding.DisposeAsync();
        await _shadow.DisposeAsync();
    }

    /// <summary>Drops the shadows that are older than an hour and that no session holds.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> RemoveAbandoned(NpgsqlDataSource db, DateTimeOffset now, CancellationToken cancellation)
    {
        var all = await db.Read(
            "select nspname from pg_namespace where starts_with(nspname, $1) order by nspname", [Sql.Text(Prefix)], row => row.GetString(0), cancellation);
        var removed = 0;
        await using var connection = await db.OpenConnectionAsync(cancellation);
        foreach (var name in all.Where(name => MadeAt(name) is { } made && made < now - Grace))
        {
            if (!await Ask(connection, TryText, name, cancellation))
                continue;
            try
            {
                await using var drop = new NpgsqlCommand($"drop schema if exists {name} cascade", connection);
                await drop.ExecuteNonQueryAsync(cancellation);
                removed++;
            }
            finally
            {
                await Ask(connection, ReleaseText, name, CancellationToken.None);
            }
        }
        return removed;
    }

    /// <summary>The first 48 bits of a UUID version 7 are the milliseconds since 1970.</summary>
    private static DateTimeOffset? MadeAt(string name) =>
        Guid.TryParseExact(name.AsSpan(Prefix.Length), "N", out _)
            ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(name.AsSpan(Prefix.Length, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : null;

    private static async Task<bool> Ask(NpgsqlConnection connection, string question, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(question, connection) { Parameters = { Sql.Text(name) } };
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
