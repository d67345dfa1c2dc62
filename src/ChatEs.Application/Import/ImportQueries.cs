using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Import;

/// <summary>Where a line of an earlier import stands; an edit, where the message stands that it edited.</summary>
public readonly record struct ImportedLine(RoomNumber Room, MessageNumber Number, bool Deleted);

public sealed class ImportQueries(NpgsqlDataSource db)
{
    /// <summary>Those of the messages, deleted or not, and of the edits that are there already.</summary>
    public async Task<Dictionary<Guid, ImportedLine>> Existing(string tenant, Guid[] messages, Guid[] edits, CancellationToken cancellation)
    {
        var found = await db.Read(
            "select id, room, number, deleted_at is not null from messages where tenant_id = $1 and id = any($2)",
            [Sql.Text(tenant), Sql.Uuids(messages)],
            row => (Id: row.GetGuid(0), Line: new ImportedLine(new(row.GetInt64(1)), new(row.GetInt64(2)), row.GetBoolean(3))),
            cancellation);
        if (edits.Length > 0)
        {
            found.AddRange(await db.Read(
                """
                select key::uuid, split_part(owner, '/', 1)::bigint, split_part(owner, '/', 2)::bigint
                  from vault.reservations where tenant_id = $1 and kind = 'edit_id' and key = any($2)
                """,
                [Sql.Text(tenant), Sql.Texts([.. edits.Select(id => id.ToString("D"))])],
                row => (row.GetGuid(0), new ImportedLine(new(row.GetInt64(1)), new(row.GetInt64(2)), Deleted: false)),
                cancellation));
        }
        return found.ToDictionary(f => f.Id, f => f.Line);
    }
}
