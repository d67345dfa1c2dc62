using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>The head of a room and the points that a command needs, by one statement.</summary>
internal static class RoomStateSql
{
    // $1 tenant, $2 stream, $3 room, $4 users, $5 messages, $6 pins, $7..$9 reactions, $10 files, $11 names and avatar
    public const string Load = $"""
        select s.version, s.last_hash, s.timestamp, r.kind, r.visibility, r.last_message, r.member_count, r.archived_at is not null,
               m.users, m.active, m.moderator, m.seen_through, m.delivered_through,
               n.numbers, n.authors, n.comments, n.deleted,
               (select array_agg(user_no) from members
                 where tenant_id = $1 and room = $3 and user_no = any ($6) and active and pinned_at is not null),
               (select array_agg(w.place) from unnest($7::bigint[], $8::bigint[], $9::text[]) with ordinality as w(number, user_no, emoji, place)
                  join reactions x on x.tenant_id = $1 and x.room = $3 and x.number = w.number and x.emoji = w.emoji and x.user_no = w.user_no),
               f.files, f.numbers,
               r.name, r.key, r.description, r.options, {AvatarSql.Columns}
          from events.mt_streams s
          join rooms r on r.tenant_id = s.tenant_id and r.number = $3
          left join avatars a on $11 and a.tenant_id = r.tenant_id and a.owner_kind = 'room' and a.owner = r.number
         cross join lateral (
           select array_agg(user_no) as users, array_agg(active) as active, array_agg(moderator) as moderator,
                  array_agg(seen_through) as seen_through, array_agg(delivered_through) as delivered_through
             from members where tenant_id = $1 and room = $3 and user_no = any ($4)) m
         cross join lateral (
           select array_agg(number) as numbers, array_agg(author) as authors, array_agg(parent is not null) as comments,
                  array_agg(deleted_at is not null) as deleted
             from messages where tenant_id = $1 and room = $3 and number = any ($5)) n
         cross join lateral (
           select array_agg(file) as files, array_agg(number) as numbers
             from attachments where tenant_id = $1 and room = $3 and file = any ($10)) f
         where s.tenant_id = $1 and s.id = $2
        """;

    /// <summary>The same for a command that asks about users alone, as a post does. It is half of the whole one's cost.</summary>
    public const string LoadUsers = """
        select s.version, s.last_hash, s.timestamp, r.kind, r.visibility, r.last_message, r.member_count, r.archived_at is not null,
               m.users, m.active, m.moderator, m.seen_through, m.delivered_through
          from events.mt_streams s
          join rooms r on r.tenant_id = s.tenant_id and r.number = $3
         cross join lateral (
           select array_agg(user_no) as users, array_agg(active) as active, array_agg(moderator) as moderator,
                  array_agg(seen_through) as seen_through, array_agg(delivered_through) as delivered_through
             from members where tenant_id = $1 and room = $3 and user_no = any ($4)) m
         where s.tenant_id = $1 and s.id = $2
        """;

    /// <summary>$4 of <see cref="LoadUsers"/>, and all from there on of <see cref="Load"/>.</summary>
    public static NpgsqlParameter[] Parameters(RoomNeeds needs) => needs.AreUsersAlone ? [Sql.Numbers([.. needs.Users.Select(u => u.Value)])] :
    [
        Sql.Numbers([.. needs.Users.Select(u => u.Value)]),
        Sql.Numbers([.. needs.Messages.Select(m => m.Value)]),
        Sql.Numbers([.. needs.Pins.Select(u => u.Value)]),
        Sql.Numbers([.. needs.Reactions.Select(r => r.Message.Value)]),
        Sql.Numbers([.. needs.Reactions.Select(r => r.User.Value)]),
        Sql.Texts([.. needs.Reactions.Select(r => r.Emoji)]),
        Sql.Numbers([.. needs.Files.Select(f => f.Value)]),
        Sql.Flag(needs.Names || needs.Avatar),
    ];

    public static Room State(NpgsqlDataReader row, RoomNumber room, RoomNeeds needs)
    {
        var head = Room.Open.Head(
            room, RoomWords.Kind(row.GetString(3)), RoomWords.Visibility(row.GetString(4)), new(row.GetInt64(5)), row.GetInt32(6));
        var members = RoomPoints.None with { Members = RoomPoints.None.Members.AddRange(Members(row, needs)) };
        return row.GetBoolean(7) ? new Room.Archived(Open()) : Open();

        Room.Open Open() => (Room.Open)head.With(needs.AreUsersAlone ? members : All(row, needs, members));
    }

    private static RoomPoints All(NpgsqlDataReader row, RoomNeeds needs, RoomPoints members)
    {
        var isAsked = needs.Names || needs.Avatar;
        return members with
        {
            Messages = RoomPoints.None.Messages.AddRange(Messages(row)),
            Pins = RoomPoints.None.Pins.AddRange(Pins(row, needs)),
            Reactions = RoomPoints.None.Reactions.AddRange(Reactions(row, needs)),
            Files = RoomPoints.None.Files.AddRange(Files(row, needs)),
            Names = isAsked ? new(row.GetString(21), row.TextOrNull(22), row.TextOrNull(23), row.TextOrNull(24)) : null,
            Avatar = isAsked ? AvatarSql.View(row, 25) ?? Avatar.None : null,
        };
    }

    /// <summary>Who has no row is known, too: he never was in the room.</summary>
    private static Dictionary<UserNumber, Membership> Members(NpgsqlDataReader row, RoomNeeds needs)
    {
        var members = needs.Users.Distinct().ToDictionary(user => user, _ => default(Membership));
        if (row.IsDBNull(8))
            return members;
        var (users, active, moderator) = (row.GetFieldValue<long[]>(8), row.GetFieldValue<bool[]>(9), row.GetFieldValue<bool[]>(10));
        var (seen, delivered) = (row.GetFieldValue<long[]>(11), row.GetFieldValue<long[]>(12));
        for (var i = 0; i < users.Length; i++)
            members[new(users[i])] = new(active[i], moderator[i], new(seen[i]), new(delivered[i]));
        return members;
    }

    private static Dictionary<MessageNumber, MessageFacts> Messages(NpgsqlDataReader row)
    {
        var messages = new Dictionary<MessageNumber, MessageFacts>();
        if (row.IsDBNull(13))
            return messages;
        var (numbers, authors) = (row.GetFieldValue<long[]>(13), row.GetFieldValue<long?[]>(14));
        var (comments, deleted) = (row.GetFieldValue<bool[]>(15), row.GetFieldValue<bool[]>(16));
        for (var i = 0; i < numbers.Length; i++)
        {
            messages[new(numbers[i])] = deleted[i]
                ? MessageFacts.Gone
                : new(authors[i] is { } author ? new UserNumber(author) : null, comments[i], Deleted: false);
        }
        return messages;
    }

    private static Dictionary<UserNumber, bool> Pins(NpgsqlDataReader row, RoomNeeds needs)
    {
        var pinned = row.IsDBNull(17) ? [] : row.GetFieldValue<long[]>(17);
        return needs.Pins.Distinct().ToDictionary(user => user, user => pinned.Contains(user.Value));
    }

    private static Dictionary<Reaction, bool> Reactions(NpgsqlDataReader row, RoomNeeds needs)
    {
        var there = new Dictionary<Reaction, bool>();
        var places = row.IsDBNull(18) ? [] : row.GetFieldValue<long[]>(18).ToHashSet();
        for (var i = 0; i < needs.Reactions.Count; i++)
            there[needs.Reactions[i]] = places.Contains(i + 1);
        return there;
    }

    private static Dictionary<FileNumber, MessageNumber?> Files(NpgsqlDataReader row, RoomNeeds needs)
    {
        var messages = needs.Files.Distinct().ToDictionary(file => file, _ => default(MessageNumber?));
        if (row.IsDBNull(19))
            return messages;
        var (files, numbers) = (row.GetFieldValue<long[]>(19), row.GetFieldValue<long[]>(20));
        for (var i = 0; i < files.Length; i++)
            messages[new(files[i])] = new MessageNumber(numbers[i]);
        return messages;
    }
}
