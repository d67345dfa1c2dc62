namespace ChatEs.Application.Restoring;

/// <summary>What a restored log needs in the vault, found in the read models that it has filled.</summary>
internal static class RestoreSql
{
    /// <summary>$1 tenants. The names that the events reserved, less those that were given up or erased since. A message's id that may have
    /// been made here (<see cref="Domain.MessageIds"/>) is looked for among the messages, and needs none.</summary>
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
        select tenant_id, 'message_id', id::text, room || '/' || number from messages where tenant_id = any ($1) and substring(id::text, 15, 1) <> '7'
        union all
        select tenant_id, 'file', file::text, room || '/' || number from attachments where tenant_id = any ($1)
        on conflict do nothing
        """;

    /// <summary>
    /// $1 the highest room, $2 user, $3 file, 0 for none. Drawn and thrown away until they are past: a sequence that is set
    /// could be set back over a number that somebody draws at this moment.
    /// </summary>
    public const string Draw = """
        select (select count(nextval('vault.room_numbers')) from generate_series((select last_value from vault.room_numbers), $1::bigint, 32)),
               (select count(nextval('vault.user_numbers')) from generate_series((select last_value from vault.user_numbers), $2::bigint, 64)),
               (select count(nextval('vault.file_numbers')) from generate_series((select last_value from vault.file_numbers), $3::bigint, 32))
        """;

    /// <summary>The highest room, user and file number that any process may have in hand; 0 for none.</summary>
    public const string Drawn = """
        select (select case when is_called then last_value + 31 else 0 end from vault.room_numbers),
               (select case when is_called then last_value + 63 else 0 end from vault.user_numbers),
               (select case when is_called then last_value + 31 else 0 end from vault.file_numbers)
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
