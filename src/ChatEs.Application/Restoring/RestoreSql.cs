namespace ChatEs.Application.Restoring;

/// <summary>What a restored log needs in the vault, found in the read models that it has filled.</summary>
internal static class RestoreSql
{
    /// <summary>$1 rooms, $2 users, $3 the tenants that are restored: numbers that belong to others.</summary>
    public const string Foreign = """
        select 'room ' || number || ' of tenant ' || tenant_id from rooms where number = any ($1) and tenant_id <> all ($3)
        union all
        select 'user ' || number || ' of tenant ' || tenant_id from users where number = any ($2) and tenant_id <> all ($3)
        limit 1
        """;

    /// <summary>$1 files, $2 the tenants that are restored.</summary>
    public const string ForeignFiles = "select number from vault.files where number = any ($1) and tenant_id <> all ($2) limit 1";

    /// <summary>$1 tenants. The names that the events reserved, less those that were given up or erased since.</summary>
    public const string Reservations = """
        insert into vault.reservations (tenant_id, kind, key, owner)
        select tenant_id, 'user', external_id, number::text
          from users where tenant_id = any ($1) and external_id <> 'erased-' || number
        union all
        select tenant_id, 'room_key', key, number::text from rooms where tenant_id = any ($1) and key is not null
        union all
        select m.tenant_id, 'single_room', min(m.user_no) || ':' || max(m.user_no), m.room::text
          from rooms r
          join members m on m.tenant_id = r.tenant_id and m.room = r.number
         where r.tenant_id = any ($1) and r.kind = 'single'
         group by m.tenant_id, m.room
        union all
        select tenant_id, 'file', file::text, room || '/' || number from attachments where tenant_id = any ($1)
        on conflict do nothing
        """;

    /// <summary>$1 the highest room, $2 user, $3 file. Nobody draws a number that is taken; a sequence never goes back.</summary>
    public const string Numbers = """
        select setval('vault.room_numbers', greatest((select last_value from vault.room_numbers), $1::bigint + 1), true),
               setval('vault.user_numbers', greatest((select last_value from vault.user_numbers), $2::bigint + 1), true),
               setval('vault.file_numbers', greatest((select last_value from vault.file_numbers), $3::bigint + 1), true)
        """;

    /// <summary>$1 tenants (null is all), $2 a place among their events: the one that is there.</summary>
    public const string Nth = """
        select tenant_id, stream_id, version, hash from events.mt_events
         where $1::varchar[] is null or tenant_id = any ($1)
         order by seq_id
         offset $2 - 1 limit 1
        """;

    /// <summary>$1 tenants (null is all).</summary>
    public const string Count = "select count(*) from events.mt_events where $1::varchar[] is null or tenant_id = any ($1)";
}
