namespace ChatEs.Application.ReadModels.Erasure;

/// <summary>$1 tenant, $2 stream, $3 the versions of the erased events.</summary>
internal static class ErasureSql
{
    private static readonly string[] OfRoom =
        [RoomNames, AvatarAddresses, AvatarNames, Messages, Edits, PostedFiles, AddedFiles, AddedReactions, RemovedReactions];

    private static readonly string[] OfUser = [UserIds, UserNames, AvatarAddresses, AvatarNames];

    private static readonly string[] OfTenant = [Tenants];

    /// <summary>What the events of a stream may have written, in the order in which it is blanked.</summary>
    public static IReadOnlyList<string> Of(string stream) => stream.Split('-')[0] switch
    {
        "room" => OfRoom,
        "user" => OfUser,
        _ => OfTenant,
    };

    private const string Named = "e.tenant_id = $1 and e.stream_id = $2 and e.version = any ($3)";

    private const string Tenants = $"""
        update tenants t set name = ''
          from events.mt_events e
         where {Named} and e.type = 'tenant_created' and t.id = $1
        """;

    private const string UserIds = $"""
        update users u set external_id = 'erased-' || u.number
          from events.mt_events e
         where {Named} and e.type = 'user_registered'
           and u.tenant_id = $1 and u.number = (e.data ->> 'user')::bigint
        """;

    private const string UserNames = $"""
        update users u set username = '', first_name = null, last_name = null, extras = null
          from events.mt_events e
         where {Named} and e.type in ('user_registered', 'user_profile_changed')
           and u.tenant_id = $1 and u.number = substr(e.stream_id, 6)::bigint and u.profile_version = e.version
        """;

    private const string RoomNames = $"""
        update rooms r set name = '', key = null, description = null, options = null
          from events.mt_events e
         where {Named} and e.type in ('room_created', 'room_updated')
           and r.tenant_id = $1 and r.number = substr(e.stream_id, 6)::bigint and r.named_version = e.version
        """;

    // Without its address nothing is left of it.
    private const string AvatarAddresses = $"delete from avatars a using events.mt_events e {OfAvatar} and a.file is null";

    private const string AvatarNames = $"update avatars a set file_name = null from events.mt_events e {OfAvatar}";

    private const string OfAvatar = $"""
         where {Named} and e.type in ('room_avatar_set', 'user_avatar_set')
           and a.tenant_id = $1 and a.owner_kind = split_part(e.type, '_', 1) and a.owner = substr(e.stream_id, 6)::bigint
           and a.version = e.version
        """;

    // The numbers come first, as an array: joined to the events, every message of a long room was held against each of them
    // where the planner knew no better, for minutes.
    private const string AmongThem = "m.tenant_id = $1 and m.room = substr($2, 6)::bigint and m.number = any (array(";

    private const string Messages = $"""
        update messages m
           set text = case when m.edit_version is null then '' else m.text end, claimed_at = null, shown_at = m.posted_at,
               session = null, media_url = null, links = null, payload_type = null, payload = null, extras = null
         where {AmongThem} select (e.data ->> 'number')::bigint from events.mt_events e where {Named} and e.type = 'message_posted'))
        """;

    private const string Edits = $"""
        update messages m set text = '', edited_at = e.timestamp
          from events.mt_events e
         where {AmongThem} select (e.data ->> 'number')::bigint from events.mt_events e where {Named} and e.type = 'message_edited'))
           and {Named} and e.type = 'message_edited' and m.number = (e.data ->> 'number')::bigint and m.edit_version = e.version
        """;

    private const string PostedFiles = $"""
        update attachments f set file_name = ''
          from events.mt_events e
         cross join lateral jsonb_array_elements(e.data -> 'files') as p(file)
         where {Named} and e.type = 'message_posted' and jsonb_typeof(e.data -> 'files') = 'array'
           and f.tenant_id = $1 and f.file = (p.file ->> 'number')::bigint
           and f.room = substr(e.stream_id, 6)::bigint and f.number = (e.data ->> 'number')::bigint
        """;

    private const string AddedFiles = $"""
        update attachments f set file_name = ''
          from events.mt_events e
         where {Named} and e.type = 'attachment_added'
           and f.tenant_id = $1 and f.file = (e.data -> 'file' ->> 'number')::bigint
           and f.room = substr(e.stream_id, 6)::bigint and f.number = (e.data ->> 'number')::bigint
        """;

    private const string AddedReactions = $"{Reactions} and e.type = 'reaction_added' and x.version = e.version {Counted}";

    private const string RemovedReactions = $"{Reactions} and e.type = 'reaction_removed' and x.version < e.version {Counted}";

    private const string Reactions = $"""
        with gone as (
          delete from reactions x
           using events.mt_events e
           where {Named}
             and x.tenant_id = $1 and x.room = substr(e.stream_id, 6)::bigint and x.number = (e.data ->> 'number')::bigint
             and x.user_no = (e.data ->> 'user')::bigint
        """;

    private const string Counted = """
          returning x.tenant_id, x.room, x.number)
        update messages m set reactions = m.reactions - g.reactions
          from (select tenant_id, room, number, count(*) as reactions from gone group by tenant_id, room, number) g
         where m.tenant_id = g.tenant_id and m.room = g.room and m.number = g.number
        """;
}
