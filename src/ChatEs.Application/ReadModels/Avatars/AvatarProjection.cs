using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Avatars;

internal sealed class AvatarProjection : IInlineProjection
{
    private const string Set = """
        insert into avatars (
          tenant_id, owner_kind, owner, url, file, file_name, content_type, size, sha256, width, height, set_at, version)
        select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[],
          $9::text[], $10::integer[], $11::integer[], $12::timestamptz[], $13::bigint[])
        on conflict (tenant_id, owner_kind, owner) do update
        set url = excluded.url, file = excluded.file, file_name = excluded.file_name, content_type = excluded.content_type,
          size = excluded.size, sha256 = excluded.sha256, width = excluded.width, height = excluded.height,
          set_at = excluded.set_at, version = excluded.version
        """;

    private const string Unset = """
        delete from avatars a
        using unnest($1::text[], $2::text[], $3::bigint[]) as u(tenant_id, owner_kind, owner)
        where a.tenant_id = u.tenant_id and a.owner_kind = u.owner_kind and a.owner = u.owner
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        Dictionary<(AvatarOwner Kind, long Owner), (Event Event, Avatar Avatar)>? last = null;
        foreach (var e in events)
        {
            if (e.Data is RoomAvatarSet ofRoom)
                (last ??= [])[(AvatarOwner.Room, RoomStream.RoomOf(e))] = (e, Avatar.From(ofRoom.File, ofRoom.Personal));
            else if (e.Data is UserAvatarSet ofUser)
                (last ??= [])[(AvatarOwner.User, UserStream.UserOf(e))] = (e, Avatar.From(ofUser.File, ofUser.Personal));
        }

        if (last is null)
            return;

        Row[] all = [.. last.Select(l => new Row(l.Value.Event, AvatarSql.Of(l.Key.Kind), l.Key.Owner, l.Value.Avatar))];
        Row[] set = [.. all.Where(row => !row.IsNone)];
        Row[] unset = [.. all.Where(row => row.IsNone)];
        if (set.Length > 0)
            Upsert(set, batch);
        if (unset.Length > 0)
            batch.Add(Unset, Sql.Texts([.. unset.Select(r => r.Tenant)]), Sql.Texts([.. unset.Select(r => r.Kind)]), Sql.Numbers([.. unset.Select(r => r.Owner)]));
    }

    private static void Upsert(Row[] set, NpgsqlBatch batch) => batch.Add(
        Set,
        Sql.Texts([.. set.Select(r => r.Tenant)]),
        Sql.Texts([.. set.Select(r => r.Kind)]),
        Sql.Numbers([.. set.Select(r => r.Owner)]),
        Sql.Texts([.. set.Select(r => r.File is null ? r.Avatar.Url : null)]),
        Sql.Numbers([.. set.Select(r => r.File?.Number.Value)]),
        Sql.Texts([.. set.Select(r => r.File is null ? null : r.Avatar.FileName)]),
        Sql.Texts([.. set.Select(r => r.File?.ContentType)]),
        Sql.Numbers([.. set.Select(r => r.File?.Size)]),
        Sql.Texts([.. set.Select(r => r.File?.Sha256)]),
        Sql.Integers([.. set.Select(r => r.File?.Width)]),
        Sql.Integers([.. set.Select(r => r.File?.Height)]),
        Sql.Times([.. set.Select(r => r.Event.Timestamp.UtcDateTime)]),
        Sql.Numbers([.. set.Select(r => r.Event.Version)]));

    /// <summary>Who is shown by an address that was erased is shown by nothing.</summary>
    private readonly record struct Row(Event Event, string Kind, long Owner, Avatar Avatar)
    {
        public string Tenant => Event.Stream.Tenant;

        public StoredFile? File => Avatar.File;

        public bool IsNone => (Avatar.File, Avatar.Url) is (null, null);
    }
}
