using System.Data;
using System.Globalization;
using ChatEs.Application.Analytics.Tabular;
using ChatEs.Application.ReadModels;
using ChatEs.EventStore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ChatEs.Application.Analytics.Reports;

/// <summary>
/// Asks the database for a report, in one snapshot: the read models stand exactly at the head of the log, so the answer is
/// of one sequence, whatever is written meanwhile.
/// </summary>
public sealed class ReportRunner(NpgsqlDataSource db, IOptions<ReportSettings> settings) : IDisposable
{
    // Were the read models switched between the snapshot and the first look at a table, the new ones would look empty: the
    // locks come first, and take no snapshot.
    private const string KeepTables = """
        lock table chat.rooms, chat.users, chat.members, chat.messages, chat.receipts, chat.presences in access share mode
        """;

    private const string MomentText = """
        select (select last_seq from events.mt_head),
               coalesce($1::timestamptz, analytics_private.begins('day', $2::date::timestamp at time zone $5, $5)),
               coalesce($3::timestamptz, analytics_private.begins('day', $4::date::timestamp at time zone $5, $5))
        """;

    private readonly SemaphoreSlim _places = new(Math.Max(1, settings.Value.AtOnce));

    /// <returns>All of it: place, connection and snapshot are free again, however slowly the reader takes the rows.</returns>
    /// <exception cref="ReportTimeoutException">The database did not answer in time.</exception>
    /// <exception cref="TooManyReportsException">Before anything was asked.</exception>
    public async Task<ReportAnswer> Run(Report report, ReportQuery query, CancellationToken cancellation)
    {
        if (!await _places.WaitAsync(settings.Value.Patience, cancellation))
            throw new TooManyReportsException();
        try
        {
            return await RunInPlace(report, query, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<ReportAnswer> RunInPlace(Report report, ReportQuery query, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        try
        {
            var milliseconds = ((long)settings.Value.Timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            await Execute(connection, $"set local statement_timeout = {milliseconds}; {SteadyPlans.Lift}", cancellation);
            await Execute(connection, KeepTables, cancellation);
            var (asOf, from, to) = await Moment(connection, query, cancellation);
            await using var command = Command(report.Sql, connection);
            command.Parameters.AddRange(new[]
            {
                Sql.Text(query.Tenant), Sql.Time(from), Sql.Time(to), Sql.Text(query.By), Sql.Text(query.TimeZone), Sql.Number(query.Room),
                Sql.Number(query.Limit + 1L), Sql.Number(query.Offset),
            });
            // One more than is wanted says that there are more.
            var rows = await Rows(command, report.Columns, cancellation);
            return new(report, asOf, from, to, [.. rows.Take(query.Limit)], rows.Count > query.Limit);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !cancellation.IsCancellationRequested)
        {
            throw new ReportTimeoutException($"The report took longer than {settings.Value.Timeout.TotalSeconds:0} seconds: ask for a shorter time, or for one room.", e);
        }
    }

    private static async Task<(long AsOf, DateTimeOffset? From, DateTimeOffset? To)> Moment(
        NpgsqlConnection connection, ReportQuery query, CancellationToken cancellation)
    {
        await using var command = Command(MomentText, connection);
        command.Parameters.AddRange(new[]
        {
            Sql.Time(query.From?.At), Day(query.From?.Day), Sql.Time(query.To?.At), Day(query.To?.Day), Sql.Text(query.TimeZone),
        });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.AtOrNull(1), reader.AtOrNull(2));
    }

    private static async Task<List<object?[]>> Rows(NpgsqlCommand command, IReadOnlyList<Column> columns, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<object?[]> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            var row = new object?[columns.Count];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : Value(reader, i, columns[i].Type);
            rows.Add(row);
        }
        return rows;
    }

    private static object Value(NpgsqlDataReader reader, int place, ColumnType type) => type switch
    {
        ColumnType.Integer => reader.GetInt64(place),
        ColumnType.Number => reader.GetDouble(place),
        ColumnType.Boolean => reader.GetBoolean(place),
        ColumnType.Timestamp => reader.At(place),
        ColumnType.Date => reader.GetFieldValue<DateOnly>(place),
        _ => reader.GetString(place),
    };

    private static NpgsqlParameter Day(DateOnly? day) => new() { Value = day ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date };

    /// <summary>The server's statement_timeout bounds it. The client's own would look like a database that is away.</summary>
    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection) => new(sql, connection) { CommandTimeout = 0 };

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = Command(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
