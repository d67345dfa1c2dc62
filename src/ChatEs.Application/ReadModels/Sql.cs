using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace ChatEs.Application.ReadModels;

/// <summary>Positional parameters and the one way to run a query, so that a query class is its statement and its rows.</summary>
internal static class Sql
{
    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Number(long? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Time(DateTimeOffset? value) =>
        new() { Value = value?.UtcDateTime ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Uuid(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Uuid };

    public static NpgsqlParameter Flag(bool value) => new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean };

    public static NpgsqlParameter Flag(bool? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean };

    public static NpgsqlParameter TextOrNull(string? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter NoTexts() => new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    public static NpgsqlParameter Integers(int?[] values) => Array(values, NpgsqlDbType.Integer);

    public static NpgsqlParameter Texts(string?[] values) => Array(values, NpgsqlDbType.Text);

    public static NpgsqlParameter Numbers(long[] values) => Array(values, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Numbers(long?[] values) => Array(values, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Times(DateTime[] values) => Array(values, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Times(DateTime?[] values) => Array(values, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Flags(bool[] values) => Array(values, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Flags(bool?[] values) => Array(values, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Uuids(Guid[] values) => Array(values, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Documents(string?[] values) => Array(values, NpgsqlDbType.Jsonb);

    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    public static async Task<List<T>> Read<T>(
        this NpgsqlDataSource db, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellation))
            rows.Add(row(reader));
        return rows;
    }

    /// <returns>How many rows it touched.</returns>
    public static async Task<int> Execute(
        this NpgsqlDataSource db, string sql, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task<T?> ReadOne<T>(
        this NpgsqlDataSource db, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
        where T : class =>
        await db.Read(sql, parameters, row, cancellation) is [var first, ..] ? first : null;

    /// <summary>Row by row as they arrive; the connection is taken until the last one was.</summary>
    public static async IAsyncEnumerable<T> Stream<T>(
        this NpgsqlDataSource db, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = db.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return row(reader);
    }

    public static DateTimeOffset At(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? AtOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    public static int? IntegerOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt32(column);

    public static long? LongOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    private static NpgsqlParameter<T[]> Array<T>(T[] values, NpgsqlDbType element) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
