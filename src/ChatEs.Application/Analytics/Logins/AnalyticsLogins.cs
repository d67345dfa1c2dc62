using System.Globalization;
using System.Security.Cryptography;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Analytics.Logins;

/// <param name="Login">A role of the database server.</param>
/// <param name="WithTexts">Whether it reads what people wrote, and not only that they did.</param>
/// <param name="ExpiresAt">Null: never.</param>
public sealed record AnalyticsLogin(string Login, string Tenant, bool WithTexts, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <param name="Remains">In sentences, what the server did not let go; it reads nothing. Empty where all is gone.</param>
public sealed record RevokedLogin(AnalyticsLogin Login, IReadOnlyList<string> Remains);

/// <param name="Url">With the password, as libpq and what builds on it read it. It is kept nowhere.</param>
/// <param name="ConnectionString">Likewise for Npgsql.</param>
public sealed record GrantedLogin(AnalyticsLogin Login, string Url, string ConnectionString);

/// <summary>
/// Logins of the database server that read the schema <c>analytics</c> of one tenant. The name says nothing of the tenant:
/// every login can list all others.
/// </summary>
public sealed class AnalyticsLogins(string connectionString, NpgsqlDataSource db)
{
    /// <summary>All logins are in it; it is created by the migration.</summary>
    public const string Role = "chates_analytics";

    /// <summary>At a time, of one login.</summary>
    private const int MostConnections = 5;

    /// <summary>How long the end of a connection is waited for.</summary>
    private const int MillisecondsToEnd = 5_000;

    private const int OneAtATime = 0x416E6C79; // "Anly"
    private const string Columns = "login, tenant_id, with_texts, created_at, expires_at";

    /// <param name="tenant">One that is there.</param>
    /// <returns>Refused where the owner of the database may not create roles.</returns>
    public async Task<Outcome<GrantedLogin>> Grant(string tenant, bool withTexts, DateTimeOffset? expiresAt, CancellationToken cancellation)
    {
        var (name, password) = ($"{Role}_{Random(6)}", Random(32));
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await Execute(connection, $"select pg_advisory_xact_lock({OneAtATime})", cancellation);
            await using (var open = new NpgsqlCommand("select analytics_private.open_to_role()", connection))
            {
                if (await open.ExecuteScalarAsync(cancellation) is not true)
                    return Outcome<GrantedLogin>.Refused(MayNotCreateRoles);
            }
            await CreateRole(connection, name, password, expiresAt, cancellation);
            await using var add = new NpgsqlCommand(
                $"insert into analytics_private.logins (login, tenant_id, with_texts, expires_at) values ($1, $2, $3, $4) returning {Columns}", connection)
            {
                Parameters = { Sql.Text(name), Sql.Text(tenant), Sql.Flag(withTexts), Sql.Time(expiresAt) },
            };
            AnalyticsLogin login;
            await using (var row = await add.ExecuteReaderAsync(cancellation))
            {
                await row.ReadAsync(cancellation);
                login = View(row);
            }
            await transaction.CommitAsync(cancellation);
            return Outcome<GrantedLogin>.Done(Granted(login, password));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return Outcome<GrantedLogin>.Refused(MayNotCreateRoles);
        }
    }

    /// <summary>In the order in which they were made.</summary>
    /// <param name="tenant">Null for all.</param>
    public async Task<IReadOnlyList<AnalyticsLogin>> All(string? tenant, CancellationToken cancellation) => await db.Read(
        $"select {Columns} from analytics_private.logins where $1::text is null or tenant_id = $1 order by created_at, login",
        [Sql.TextOrNull(tenant)], View, cancellation);

    /// <summary>
    /// From the first statement on the login reads nothing, whatever becomes of the rest: then it is locked out, its
    /// connections are ended, and it is dropped from the database server with what it owns here.
    /// </summary>
    /// <returns>Null when there is none of that name.</returns>
    public async Task<RevokedLogin?> Revoke(string login, CancellationToken cancellation)
    {
        var gone = await db.ReadOne(
            $"delete from analytics_private.logins where login = $1 returning {Columns}", [Sql.Text(login)], View, cancellation);
        if (gone is null)
            return null;
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var find = new NpgsqlCommand("select to_regrole(quote_ident($1))::oid", connection) { Parameters = { Sql.Text(login) } };
        // A server that was restored from a copy of the database never had it.
        if (await find.ExecuteScalarAsync(cancellation) is not uint role)
            return new(gone, []);
        var (name, remains) = (Quoted(login), new List<string>());
        if (await Attempt(connection, $"alter role {name} nologin", cancellation) is { } open)
            remains.Add($"The login still opens the database, where it reads nothing: {open}");
        // Who is no superuser ends the connections, and drops the property, only of roles that he is in himself.
        await Attempt(connection, $"grant {name} to current_user", cancellation);
        // Before it is dropped: after that its connections have no name any more.
        if (await Attempt(connection, Terminate(role), cancellation) is { } alive)
            remains.Add($"Its connections may go on, where they read nothing: {alive}");
        await Attempt(connection, $"drop owned by {name}", cancellation);
        if (await Attempt(connection, $"drop role {name}", cancellation) is { } kept)
            remains.Add($"The role {login} is still there: {kept}.{await OwnedElsewhere(connection, role, cancellation)}");
        return new(gone, remains);
    }

    private static string Terminate(uint role) => string.Create(
        CultureInfo.InvariantCulture,
        $"select pg_terminate_backend(pid, {MillisecondsToEnd}) from pg_stat_activity where usesysid = {role} and pid <> pg_backend_pid()");

    /// <returns>What the server said to it; null where it is done.</returns>
    private static async Task<string?> Attempt(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        try
        {
            await Execute(connection, sql, cancellation);
            return null;
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
    }

    /// <summary>Every database of the server lets everybody in by default, and what he made there is dropped only there.</summary>
    private static async Task<string> OwnedElsewhere(NpgsqlConnection connection, uint role, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"""
                select string_agg(distinct quote_ident(d.datname), ', ') from pg_shdepend s join pg_database d on d.oid = s.dbid
                 where s.refclassid = 'pg_authid'::regclass and s.refobjid = {role} and d.datname <> current_database()
                """),
            connection);
        return await command.ExecuteScalarAsync(cancellation) is string databases
            ? $" It owns something in {databases}: run drop owned by there, then drop role."
            : "";
    }

    /// <summary>
    /// The settings are for the analyst's own good, he can change them; his rights he cannot. Compiling a plan took longer than
    /// running it, since behind a barrier the planner expects too many rows. Temporary tables would be
    /// functions too, and everybody may make them in a database by default, also in one that was copied. So may everybody
    /// large objects; their functions are the superuser's, and who is none leaves them as they are.
    /// </summary>
    private static async Task CreateRole(NpgsqlConnection connection, string name, string password, DateTimeOffset? expiresAt, CancellationToken cancellation)
    {
        var database = Quoted(connection.Database);
        var until = expiresAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"valid until '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'")
            : "";
        var verifier = ScramVerifier.Of(password, RandomNumberGenerator.GetBytes(16));
        await Execute(
            connection,
            $"""
            create role {name} login connection limit {MostConnections} password '{verifier}' {until} in role {Role};
            alter role {name} set default_transaction_read_only = on;
            alter role {name} set statement_timeout = '10min';
            alter role {name} set idle_in_transaction_session_timeout = '10min';
            alter role {name} set jit = off;
            alter role {name} set search_path = analytics;
            grant connect on database {database} to {Role};
            revoke temporary on database {database} from public;
            do $$ begin
              revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) from public;
            exception when insufficient_privilege then null;
            end $$;
            """,
            cancellation);
    }

    private GrantedLogin Granted(AnalyticsLogin login, string password)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString);
        var theirs = new NpgsqlConnectionStringBuilder
        {
            Host = own.Host,
            Port = own.Port,
            Database = own.Database,
            Username = login.Login,
            Password = password,
            SslMode = own.SslMode,
        };
        List<string> options = [];
        if (own.Host!.StartsWith('/'))
            options.Add($"host={Uri.EscapeDataString(own.Host)}");
        if (own.SslMode != SslMode.Prefer)
            options.Add($"sslmode={SslWord(own.SslMode)}");
        var url = string.Create(
            CultureInfo.InvariantCulture,
            $"postgresql://{login.Login}:{password}@{(own.Host.StartsWith('/') ? "" : own.Host)}:{own.Port}/{Uri.EscapeDataString(own.Database!)}");
        if (options.Count > 0)
            url += $"?{string.Join('&', options)}";
        return new(login, url, theirs.ConnectionString);
    }

    /// <summary>As libpq calls it.</summary>
    private static string SslWord(SslMode mode) => mode switch
    {
        SslMode.Disable => "disable",
        SslMode.Allow => "allow",
        SslMode.Require => "require",
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => "prefer",
    };

    private Refusal MayNotCreateRoles => new(
        RefusalCode.NotAllowed,
        $"The service's database user may not create roles. As an administrator of the server run: create role {Role} nologin; "
        + $"grant {Role} to {Owner} with admin option; alter role {Owner} createrole;");

    private string Owner => Quoted(new NpgsqlConnectionStringBuilder(connectionString).Username ?? Environment.UserName);

    private static AnalyticsLogin View(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.At(3), row.AtOrNull(4));

    private static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    private static string Quoted(string name) => new NpgsqlCommandBuilder().QuoteIdentifier(name);

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
