using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Erasing;

/// <summary>An event of a room whose personal part is of a person's making and still there.</summary>
/// <param name="Stream">Of a room.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Key">The room's key that goes with it; null where it has none, or keeps it.</param>
public sealed record PersonalPart(string Stream, long Version, string Type, string? Key);

/// <summary>
/// Finds the events that still hold personal data of a user or of a message. What was erased is not found again, so an
/// erasure that was interrupted is finished by asking once more.
/// </summary>
public sealed class PersonalParts(NpgsqlDataSource db)
{
    /// <summary>So many places in the log are looked at by one statement: some tenths of a second.</summary>
    private const long Window = 50_000;

    // What he wrote names him as its author, or was sent as him; an edit of his message shows his words in another's
    // wording. What a room is called now is the room's, and stays as long as somebody is in it; what it was called by him
    // before is his. $1 tenant, $2 after, $3 up to, $4 user. (The offset keeps a plan for any values by the order of the log.)
    private const string OfUserText = """
        select e.stream_id, e.version, e.type,
               case when e.type in ('room_created', 'room_updated') and r.named_version = e.version then r.key end
          from (select * from events.mt_events where seq_id > $2 and seq_id <= $3 offset 0) e
          left join rooms r on r.tenant_id = e.tenant_id and r.number = substr(e.stream_id, 6)::bigint
         where e.tenant_id = $1 and e.stream_id like 'room-%' and e.data ? 'personal'
           and case
             when e.type in ('reaction_added', 'reaction_removed') then (e.data ->> 'user')::bigint = $4
             when e.type in ('room_created', 'room_updated', 'room_avatar_set') then
               ((e.headers ->> 'user')::bigint = $4 or (e.data ->> 'creator')::bigint = $4)
               and (not exists (
                      select from members m
                       where m.tenant_id = r.tenant_id and m.room = r.number and m.active and m.user_no <> $4)
                    or e.type <> 'room_avatar_set' and r.named_version <> e.version
                    or e.type = 'room_avatar_set' and not exists (
                      select from avatars a
                       where a.tenant_id = r.tenant_id and a.owner_kind = 'room' and a.owner = r.number and a.version = e.version))
             else
               (e.data ->> 'author')::bigint = $4 or (e.headers ->> 'user')::bigint = $4
               or exists (
                 select from messages m
                  where m.tenant_id = r.tenant_id and m.room = r.number and m.number = (e.data ->> 'number')::bigint and m.author = $4)
           end
         order by e.seq_id
        """;

    // The first message of a room comes after the event that creates it, and so on: its number bounds its version.
    private const string OfMessageText = """
        select e.version, e.data ? 'personal',
               array(
                 select (f.file ->> 'number')::bigint
                   from jsonb_array_elements(coalesce(e.data -> 'files', '[]') || coalesce(e.data -> 'file', '[]')) f(file))
          from events.mt_events e
         where e.tenant_id = $1 and e.stream_id = $2 and e.version > $3
           and e.type in ('message_posted', 'message_edited', 'attachment_added') and (e.data ->> 'number')::bigint = $3
         order by e.version
        """;

    private const string OfStreamText = """
        select e.version from events.mt_events e
         where e.tenant_id = $1 and e.stream_id = $2 and e.data ? 'personal'
         order by e.version
        """;

    /// <summary>
    /// All that a user has written in rooms, after one place in the log up to another. Nothing keeps a list of it: the cost
    /// is linear in that part of the log, other tenants' events included.
    /// </summary>
    /// <param name="progress">Is told the places that were looked at.</param>
    public async Task<List<PersonalPart>> OfUser(
        string tenant, UserNumber user, long after, long upTo, IProgress<long>? progress, CancellationToken cancellation)
    {
        var found = new List<PersonalPart>();
        for (var from = after; from < upTo; from += Window)
        {
            var to = Math.Min(upTo, from + Window);
            found.AddRange(await db.Read(
                OfUserText,
                [Sql.Text(tenant), Sql.Number(from), Sql.Number(to), Sql.Number(user.Value)],
                row => new PersonalPart(row.GetString(0), row.GetInt64(1), row.GetString(2), row.TextOrNull(3)),
                cancellation));
            progress?.Report(to);
        }
        return found;
    }

    /// <summary>
    /// The versions of a room that still hold a message's text, its edits, or the names of its files; and the files that
    /// were ever attached to it. Linear in what came after the message.
    /// </summary>
    public async Task<(List<long> Versions, long[] Files)> OfMessage(
        string tenant, string room, MessageNumber number, CancellationToken cancellation)
    {
        var events = await db.Read(
            OfMessageText,
            [Sql.Text(tenant), Sql.Text(room), Sql.Number(number.Value)],
            row => (Version: row.GetInt64(0), IsPersonal: row.GetBoolean(1), Files: row.GetFieldValue<long[]>(2)),
            cancellation);
        return ([.. events.Where(e => e.IsPersonal).Select(e => e.Version)], [.. events.SelectMany(e => e.Files)]);
    }

    /// <summary>The versions of a stream that hold anything personal, oldest first.</summary>
    public Task<List<long>> OfStream(string tenant, string stream, CancellationToken cancellation) =>
        db.Read(OfStreamText, [Sql.Text(tenant), Sql.Text(stream)], row => row.GetInt64(0), cancellation);
}
