using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Import;

/// <summary>Where a message of an earlier import stands.</summary>
public readonly record struct ImportedMessage(RoomNumber Room, MessageNumber Number, bool Deleted);

public sealed class ImportQueries(NpgsqlDataSource db)
{
    /// <summary>Those of the ids that are there already, deleted or not.</summary>
    public async Task<Dictionary<Guid, ImportedMessage>> Existing(string tenant, Guid[] ids, CancellationToken cancellation)
    {
        var found = await db.Read(
            "select id, room, number, deleted_at is not null from messages where tenant_id = $1 and id = any($2)",
            [Sql.Text(tenant), Sql.Uuids(ids)],
            row => (Id: row.GetGuid(0), Message: new ImportedMessage(new(row.GetInt64(1)), new(row.GetInt64(2)), row.GetBoolean(3))),
            cancellation);
        return found.ToDictionary(m => m.Id, m => m.Message);
    }
}
