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

    /// <summary>In each of the rooms that of the others than the user, who is one alone in a single room. Where there is none it is left out.</summary>
    public async Task<IReadOnlyDictionary<RoomNumber, Avatar>> OfPeers(
        string tenant, UserNumber user, IReadOnlyCollection<RoomNumber> singleRooms, CancellationToken cancellation)
    {
        var rows = await db.Read(
            $"""
            select {AvatarSql.Columns}, m.room from members m
            join avatars a on a.tenant_id = m.tenant_id and a.owner_kind = 'user' and a.owner = m.user_no
            where m.tenant_id = $1 and m.room = any ($2) and m.user_no <> $3
            """,
            [Sql.Text(tenant), Sql.Numbers([.. singleRooms.Select(r => r.Value)]), Sql.Number(user.Value)],
            row => (Avatar: AvatarSql.View(row, 0)!, Room: row.GetInt64(8)),
            cancellation);
        return rows.DistinctBy(row => row.Room).ToDictionary(row => new RoomNumber(row.Room), row => row.Avatar);
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
