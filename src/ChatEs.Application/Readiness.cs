using ChatEs.Application.ReadModels;
using Npgsql;

namespace ChatEs.Application;

/// <summary>Whether this process could serve now: the database answers and has every migration that this build knows.</summary>
public sealed class Readiness(NpgsqlDataSource db)
{
    private readonly string[] _migrations = [.. ChatEsDatabase.Migrations.Select(migration => migration.Name)];

    /// <returns>Null when ready, else why not, in a sentence without secrets.</returns>
    public async Task<string?> WhyNot(TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            // Waiting is given up from outside: a connection that is being opened to a silent server does not heed its token.
            var missing = await Missing(cancellation).WaitAsync(patience, cancellation);
            return missing is [] ? null : $"{missing.Count} migrations have not been applied.";
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return "The database has not been migrated.";
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return "The database does not answer.";
        }
    }

    private Task<List<string>> Missing(CancellationToken cancellation) => db.Read(
        """
        select known.name from unnest($1) as known(name)
        where not exists (select from events.migrations m where m.name = known.name)
        """,
        [Sql.Texts(_migrations)],
        row => row.GetString(0),
        cancellation);
}
