using ChatEs.Application.ReadModels;
using Npgsql;

namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>A checkpoint as it was signed.</summary>
/// <param name="Note">The signed note: what auditors get and keep.</param>
/// <param name="PublicKey">Of who signed it, DER.</param>
public sealed record KeptCheckpoint(long Size, byte[] Root, string Note, byte[] PublicKey, DateTimeOffset MadeAt)
{
    /// <exception cref="FormatException">What is stored is no signed checkpoint.</exception>
    public Checkpoint Checkpoint => Checkpoint.Parse(SignedNote.Parse(Note).Text);

    /// <summary>By the name under which it signed.</summary>
    /// <exception cref="FormatException">What is stored is no signed checkpoint.</exception>
    public NoteKey Key => new(SignedNote.Parse(Note).Signatures[0].Name, PublicKey);
}

/// <summary>The checkpoints that are kept: all of the running hour, and the last one of every hour before.</summary>
public sealed class CheckpointStore(NpgsqlDataSource db)
{
    private const string Columns = "size, root, note, public_key, made_at";

    /// <returns>Null before the first one.</returns>
    public Task<KeptCheckpoint?> Newest(CancellationToken cancellation) => db.ReadOne(
        $"select {Columns} from vault.checkpoints order by size desc limit 1", [], Row, cancellation);

    /// <returns>Null when none was signed at that size, or it is no longer kept.</returns>
    public Task<KeptCheckpoint?> At(long size, CancellationToken cancellation) => db.ReadOne(
        $"select {Columns} from vault.checkpoints where size = $1", [Sql.Number(size)], Row, cancellation);

    /// <summary>By size.</summary>
    public Task<List<KeptCheckpoint>> All(CancellationToken cancellation) => db.Read(
        $"select {Columns} from vault.checkpoints order by size", [], Row, cancellation);

    /// <summary>Of every hour that is over only its last one stays.</summary>
    /// <returns>How many are gone.</returns>
    public async Task<int> Thin(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand("""
            delete from vault.checkpoints c
             where c.made_at < date_trunc('hour', $1::timestamptz, 'UTC')
               and exists (
                 select from vault.checkpoints later
                  where later.size > c.size
                    and date_trunc('hour', later.made_at, 'UTC') = date_trunc('hour', c.made_at, 'UTC'))
            """);
        command.Parameters.Add(Sql.Time(now));
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    internal static async Task<KeptCheckpoint?> Newest(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from vault.checkpoints order by size desc limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Row(reader) : null;
    }

    internal static async Task Add(NpgsqlConnection connection, KeptCheckpoint made, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"insert into vault.checkpoints ({Columns}) values ($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                Sql.Number(made.Size),
                new NpgsqlParameter<byte[]> { TypedValue = made.Root },
                Sql.Text(made.Note),
                new NpgsqlParameter<byte[]> { TypedValue = made.PublicKey },
                Sql.Time(made.MadeAt),
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static KeptCheckpoint Row(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.At(4));
}
