using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Attachments;

/// <param name="Sha256">Of the bytes, which lie in the vault.</param>
public sealed record AttachmentView(
    FileNumber File,
    RoomNumber Room,
    MessageNumber Number,
    string FileName,
    string ContentType,
    long Size,
    string Sha256,
    int? Width,
    int? Height,
    DateTimeOffset AttachedAt);

public sealed class AttachmentQueries(NpgsqlDataSource db)
{
    private const string GetSql = $"""
        select f.file, f.room, f.number, f.file_name, f.content_type, f.size, f.sha256, f.width, f.height, f.attached_at
        from attachments f
        join rooms r on r.tenant_id = f.tenant_id and r.number = f.room
        where f.tenant_id = $1 and f.file = $2 and {VisibleRoomSql.ToViewer}
        """;

    /// <summary>
    /// Null when the file is attached to no message that stands, or the viewer may not see its room; viewer null is the
    /// tenant itself, which sees all.
    /// </summary>
    public Task<AttachmentView?> Get(string tenant, FileNumber file, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
        GetSql,
        [Sql.Text(tenant), Sql.Number(file.Value), Sql.Number(viewer?.Value)],
        row => new AttachmentView(
            new(row.GetInt64(0)), new(row.GetInt64(1)), new(row.GetInt64(2)), row.GetString(3), row.GetString(4), row.GetInt64(5),
            row.GetString(6), row.IntegerOrNull(7), row.IntegerOrNull(8), row.At(9)),
        cancellation);
}
