using ChatEs.Application.ReadModels;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace ChatEs.Application.Files;

/// <summary>The bytes of attachments and avatars, in pieces in the vault. Messages and avatars name a file; only then is it shown.</summary>
public sealed class FileStore(NpgsqlDataSource db, Numbers numbers, TimeProvider clock, IOptions<FileSettings> settings)
{
    internal const int ChunkSize = 256 * 1024;

    /// <summary>What nothing names after this is removed.</summary>
    public static readonly TimeSpan KeptUnattached = TimeSpan.FromHours(24);

    /// <summary>
    /// Shorter than <see cref="KeptUnattached"/> by more than any request takes: a file on its way into a message must not
    /// be removed under it.
    /// </summary>
    public static readonly TimeSpan AttachableFor = TimeSpan.FromHours(20);

    private const string InsertFile = """
        insert into vault.files (number, tenant_id, sha256, sha1, size, content_type, width, height, file_name, uploaded_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string Details =
        "f.number, f.sha256, f.sha1, f.size, f.content_type, f.width, f.height, f.uploaded_by, f.created_at";

    private const string NothingNamesIt = """
        not exists (select from attachments a where a.tenant_id = f.tenant_id and a.file = f.number)
           and not exists (select from avatars v where v.tenant_id = f.tenant_id and v.file = f.number)
        """;

    /// <summary>
    /// Keeps a file. It is read to its end first and stored in one transaction then: a client that goes away, or is too
    /// slow, holds no connection to the database and leaves nothing.
    /// </summary>
    /// <param name="uploadedBy">Null for the server key that acts for nobody in particular.</param>
    public async Task<Outcome<StoredFile>> Save(
        string tenant, UserNumber? uploadedBy, string fileName, Stream content, CancellationToken cancellation)
    {
        if (!Validation.IsFileName(fileName))
            return Outcome<StoredFile>.Refused(BadName);
        var most = settings.Value.MaxBytes;
        await using var upload = await Upload.Read(content, most, cancellation);
        if (upload is null)
            return Outcome<StoredFile>.Refused(new Refusal(RefusalCode.FileTooLarge, $"A file may have at most {most} bytes."));

        var head = upload.Head;
        var size = ImageHeader.SizeOf(head.Span);
        var file = new StoredFile(
            await numbers.NextFile(cancellation), Convert.ToHexStringLower(upload.Sha256), upload.Size, ContentTypes.Of(head.Span),
            size?.Width, size?.Height);
        await Insert(tenant, uploadedBy, fileName, file, upload, cancellation);
        return Outcome<StoredFile>.Done(file);
    }

    /// <summary>What a file with these bytes at its beginning will be kept as.</summary>
    public static string ContentTypeOf(ReadOnlySpan<byte> head) => ContentTypes.Of(head);

    /// <summary>Opens a file whoever it belongs to within the tenant: the caller has looked that he may.</summary>
    /// <returns>Null when the tenant has no such file.</returns>
    public Task<OpenedFile?> Open(string tenant, FileNumber number, CancellationToken cancellation) => db.ReadOne(
        $"select {Details}, f.file_name from vault.files f where f.number = $1 and f.tenant_id = $2",
        [Sql.Number(number.Value), Sql.Text(tenant)],
        Opened,
        cancellation);

    /// <summary>Opens a file that a message which stands, or an avatar, names now; for who was given its address.</summary>
    /// <returns>Null for any other.</returns>
    public Task<OpenedFile?> OpenShown(FileNumber number, CancellationToken cancellation) => db.ReadOne(
        $"""
        select {Details}, shown.file_name
          from vault.files f
          join lateral (
            select a.file_name
              from attachments a
              join messages m on m.tenant_id = a.tenant_id and m.room = a.room and m.number = a.number
             where a.tenant_id = f.tenant_id and a.file = f.number and m.deleted_at is null
            union all
            select v.file_name from avatars v where v.tenant_id = f.tenant_id and v.file = f.number
            limit 1) shown on true
         where f.number = $1
        """,
        [Sql.Number(number.Value)],
        Opened,
        cancellation);

    /// <summary>
    /// Files for a message or an avatar, in the order asked. A user takes those he uploaded himself; a server key that acts
    /// for a user those of the key, too, and one that acts for nobody any of its tenant. Files are numbered in a row: who
    /// could take another's would read it.
    /// </summary>
    public async Task<Outcome<FilesToAttach>> Get(
        string tenant, UserNumber? user, bool isServer, IReadOnlyList<FileNumber> files, CancellationToken cancellation)
    {
        if (files.Count == 0)
            return Outcome<FilesToAttach>.Done(new FilesToAttach([]));
        var found = await db.Read(
            $"""
            select {Details}, f.file_name
              from vault.files f
             where f.number = any($1) and f.tenant_id = $2 and f.created_at > $3
               and (f.uploaded_by = $4 or $5 and (f.uploaded_by is null or $4 is null))
            """,
            [
                Sql.Numbers([.. files.Select(file => file.Value)]), Sql.Text(tenant), Sql.Time(clock.GetUtcNow() - AttachableFor),
                Sql.Number(user?.Value), Sql.Flag(isServer),
            ],
            row => View(row),
            cancellation);
        var byNumber = found.ToDictionary(file => file.File.Number, file => new NamedFile(file.File, file.Name));
        foreach (var file in files)
        {
            if (!byNumber.ContainsKey(file))
                return Outcome<FilesToAttach>.Refused(new Refusal(RefusalCode.FileNotFound, $"There is no file {file} that could be attached."));
        }
        return Outcome<FilesToAttach>.Done(new FilesToAttach([.. files.Select(file => byNumber[file])]));
    }

    /// <returns>How many files that nothing names were older than <see cref="KeptUnattached"/> and are gone now.</returns>
    public async Task<int> RemoveUnattached(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand($"delete from vault.files f where f.created_at < $1 and {NothingNamesIt}");
        command.Parameters.Add(Sql.Time(now - KeptUnattached));
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Removes at once what came with a request that is refused: nobody was told the numbers. What something names by now
    /// stays. Where this fails, <see cref="RemoveUnattached"/> comes by later.
    /// </summary>
    public async Task Discard(string tenant, IEnumerable<FileNumber> files, CancellationToken cancellation)
    {
        long[] unwanted = [.. files.Select(file => file.Value)];
        if (unwanted.Length == 0)
            return;
        await using var command = db.CreateCommand($"delete from vault.files f where f.number = any($1) and f.tenant_id = $2 and {NothingNamesIt}");
        command.Parameters.AddRange(new NpgsqlParameter[] { Sql.Numbers(unwanted), Sql.Text(tenant) });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static readonly Refusal BadName = new(
        RefusalCode.Invalid, $"A file's name has 1 to {Validation.LongestFileName} characters and no control characters.")
    {
        Details = [new("FileName", $"Must have 1 to {Validation.LongestFileName} characters and no control characters.")],
    };

    private async Task Insert(
        string tenant, UserNumber? uploadedBy, string fileName, StoredFile file, Upload upload, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var insert = new NpgsqlCommand(InsertFile, connection))
        {
            insert.Parameters.AddRange(new NpgsqlParameter[]
            {
                Sql.Number(file.Number.Value), Sql.Text(tenant), Bytes(upload.Sha256), Bytes(upload.Sha1), Sql.Number(file.Size),
                Sql.Text(file.ContentType), Pixels(file.Width), Pixels(file.Height), Sql.Text(fileName),
                Sql.Number(uploadedBy?.Value), Sql.Time(clock.GetUtcNow()),
            });
            await insert.ExecuteNonQueryAsync(cancellation);
        }
        var place = 0;
        await foreach (var chunk in upload.Chunks(cancellation))
        {
            await using var insert = new NpgsqlCommand("insert into vault.file_chunks (file, place, bytes) values ($1, $2, $3)", connection);
            insert.Parameters.AddRange(new NpgsqlParameter[] { Sql.Number(file.Number.Value), Pixels(place++), Bytes(chunk) });
            await insert.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    private static NpgsqlParameter<ReadOnlyMemory<byte>> Bytes(ReadOnlyMemory<byte> bytes) =>
        new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea };

    private static NpgsqlParameter Pixels(int? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    private OpenedFile Opened(NpgsqlDataReader row)
    {
        var details = View(row);
        return new OpenedFile(details, new ChunkStream(db, details.File.Number, details.File.Size));
    }

    private static FileDetails View(NpgsqlDataReader row) => new(
        new StoredFile(
            new(row.GetInt64(0)), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(1)), row.GetInt64(3), row.GetString(4),
            row.IsDBNull(5) ? null : row.GetInt32(5), row.IsDBNull(6) ? null : row.GetInt32(6)),
        row.TextOrNull(9) ?? "file",
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2)),
        row.LongOrNull(7) is { } user ? new UserNumber(user) : null,
        row.At(8));
}

/// <param name="Sha1">40 hexadecimal digits, lower case: for clients that compare by it.</param>
/// <param name="UploadedBy">Null for a server key that acted for nobody in particular.</param>
public sealed record FileDetails(StoredFile File, string Name, string Sha1, UserNumber? UploadedBy, DateTimeOffset UploadedAt);

/// <param name="Content">Seekable. It holds no connection between two reads, so a slow reader costs nobody anything.</param>
public sealed record OpenedFile(FileDetails Details, Stream Content);

public sealed record FilesToAttach(IReadOnlyList<NamedFile> Files);
