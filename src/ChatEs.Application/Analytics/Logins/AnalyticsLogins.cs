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

    /// <summary>The login is gone from the database server, and its open connections with it.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public async Task<AnalyticsLogin?> Revoke(string login, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        AnalyticsLogin? gone = null;
        await using (var forget = new NpgsqlCommand($"delete from analytics_private.logins where login = $1 returning {Columns}", connection)
        {
            Parameters = { Sql.Text(login) },
        })
        await using (var row = await forget.ExecuteReaderAsync(cancellation))
        {
            if (await row.ReadAsync(cancellation))
                gone = View(row);
        }
        if (gone is null)
            return null;
        // Once it is dropped its connections have no name any more, and a server that was restored from a copy never had it.
        await using var find = new NpgsqlCommand("select to_regrole(quote_ident($1))::oid", connection) { Parameters = { Sql.Text(login) } };
        if (await find.ExecuteScalarAsync(cancellation) is not uint role)
        {
            await transaction.CommitAsync(cancellation);
            return gone;
        }
        await Execute(connection, $"drop role {Quoted(login)}", cancellation);
        await transaction.CommitAsync(cancellation);
        await Execute(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"select pg_terminate_backend(pid) from pg_stat_activity where usesysid = {role}"),
            cancellation);
        return gone;
    }

    /// <summary>
    /// The settings are for the analyst's own good, he can change them; his rights he cannot. Compiling a plan took longer than
    /// running it, since behind a barrier the planner expects too many rows. Temporary tables would be
    /// functions too, and everybody may make them in a database by default, also in one that was copied.
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
        var (host, socket) = own.Host!.StartsWith('/') ? ("", $"?host={Uri.EscapeDataString(own.Host)}") : (own.Host, "");
        var url = string.Create(
            CultureInfo.InvariantCulture, $"postgresql://{login.Login}:{password}@{host}:{own.Port}/{Uri.EscapeDataString(own.Database!)}{socket}");
        return new(login, url, theirs.ConnectionString);
    }

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
