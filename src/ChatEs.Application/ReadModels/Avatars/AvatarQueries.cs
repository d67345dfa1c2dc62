using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Avatars;

public enum AvatarOwner
{
    Room,
    User,
}

public sealed class AvatarQueries(NpgsqlDataSource db)
{
    /// <summary>Null for none.</summary>
    public Task<Avatar?> AvatarOf(string tenant, AvatarOwner kind, long owner, CancellationToken cancellation) => db.ReadOne(
        $"select {AvatarSql.Columns} from avatars a where a.tenant_id = $1 and a.owner_kind = $2 and a.owner = $3",
        [Sql.Text(tenant), Sql.Text(AvatarSql.Of(kind)), Sql.Number(owner)],
        row => AvatarSql.View(row, 0)!,
        cancellation);

    /// <summary>Who has none is left out.</summary>
    public async Task<IReadOnlyDictionary<UserNumber, Avatar>> OfUsers(
        string tenant, IReadOnlyCollection<UserNumber> users, CancellationToken cancellation)
    {
        var rows = await db.Read(
            $"select {AvatarSql.Columns}, a.owner from avatars a where a.tenant_id = $1 and a.owner_kind = 'user' and a.owner = any ($2)",
            [Sql.Text(tenant), Sql.Numbers([.. users.Select(u => u.Value)])],
            row => (Avatar: AvatarSql.View(row, 0)!, Owner: row.GetInt64(8)),
            cancellation);
        return rows.ToDictionary(row => new UserNumber(row.Owner), row => row.Avatar);
    }

    /// <summary>
    /// The avatar that this stored file is, of a user or of a room that the viewer may see. Null where it is none, so that
    /// nobody fetches it as one. Viewer null is the tenant itself, which sees all.
    /// </summary>
    public Task<Avatar?> ByFile(string tenant, FileNumber file, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
        $"""
        select {AvatarSql.Columns} from avatars a
        where a.tenant_id = $1 and a.file = $2 and (a.owner_kind = 'user' or exists (
          select from rooms r where r.tenant_id = $1 and r.number = a.owner and {VisibleRoomSql.ToViewer}))
        limit 1
        """,
        [Sql.Text(tenant), Sql.Number(file.Value), Sql.Number(viewer?.Value)],
        row => AvatarSql.View(row, 0)!,
        cancellation);
}
