using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore.Appending;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>
/// The streams <c>room-&lt;number&gt;</c>. The deciding state is read from the read models, which stand exactly at the
/// stream row's version: one statement, one snapshot, and no replay however long the stream is.
/// </summary>
public sealed class RoomFamily : StreamFamily
{
    /// <summary>Beyond this many points the state of a room starts over with none; they are loaded again as they are needed.</summary>
    private const int MaxPoints = 20_000;

    private const int BytesPerPoint = 120;

    private const string LoadText = """
        select s.version, s.last_hash, s.timestamp, r.kind, r.visibility, r.last_message, r.member_count,
               m.users, m.active, m.moderator, m.seen_through, n.numbers, n.authors, n.comments, n.deleted
          from events.mt_streams s
          join rooms r on r.tenant_id = s.tenant_id and r.number = $3
         cross join lateral (
           select array_agg(user_no) as users, array_agg(active) as active, array_agg(moderator) as moderator,
                  array_agg(seen_through) as seen_through
             from members where tenant_id = $1 and room = $3 and user_no = any ($4)) m
         cross join lateral (
           select array_agg(number) as numbers, array_agg(author) as authors, array_agg(parent is not null) as comments,
                  array_agg(deleted_at is not null) as deleted
             from messages where tenant_id = $1 and room = $3 and number = any ($5)) n
         where s.tenant_id = $1 and s.id = $2
        """;

    public override string Type => "room";

    public override object Initial => Room.NotCreated.Instance;

    public static string StreamId(RoomNumber room) => $"room-{room.Value}";

    public override object Evolve(object state, object data) =>
        data is RoomEvent e ? Room.Evolve((Room)state, e) : state; // PersonalDataErased changes nothing that a rule asks for.

    public override object Merge(object state, object loaded) =>
        loaded is Room.Open points ? ((Room)state).With(points.Members, points.Messages) : state;

    public override int SizeOf(object state) => 200 + BytesPerPoint * ((Room)state).Points;

    public override object Trim(object state) => ((Room)state).Points > MaxPoints ? ((Room)state).Forget() : state;

    public override async Task<CachedStream> Load(NpgsqlDataSource db, IDecider decider, CancellationToken cancellation)
    {
        var (room, needs) = ((RoomDecider)decider).Asked;
        await using var command = db.CreateCommand(LoadText);
        command.Parameters.AddRange(new[]
        {
            Sql.Text(decider.Stream.Tenant), Sql.Text(decider.Stream.Id), Sql.Number(room.Value),
            Sql.Numbers([.. needs.Users.Select(u => u.Value)]), Sql.Numbers([.. needs.Messages.Select(m => m.Value)]),
        });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return CachedStream.Empty(decider.Stream, this);
        var head = Room.Open.Head(
            room, RoomWords.Kind(reader.GetString(3)), RoomWords.Visibility(reader.GetString(4)),
            new MessageNumber(reader.GetInt64(5)), reader.GetInt32(6));
        var state = head.With(Members(reader, needs), Messages(reader));
        return new CachedStream(
            decider.Stream, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<DateTimeOffset>(2), state);
    }

    /// <summary>Who has no row is known, too: he never was in the room.</summary>
    private static Dictionary<UserNumber, Membership> Members(NpgsqlDataReader reader, RoomNeeds needs)
    {
        var members = needs.Users.Distinct().ToDictionary(user => user, _ => default(Membership));
        if (reader.IsDBNull(7))
            return members;
        var (users, active) = (reader.GetFieldValue<long[]>(7), reader.GetFieldValue<bool[]>(8));
        var (moderator, seen) = (reader.GetFieldValue<bool[]>(9), reader.GetFieldValue<long[]>(10));
        for (var i = 0; i < users.Length; i++)
            members[new UserNumber(users[i])] = new Membership(active[i], moderator[i], new MessageNumber(seen[i]));
        return members;
    }

    private static Dictionary<MessageNumber, MessageFacts> Messages(NpgsqlDataReader reader)
    {
        var messages = new Dictionary<MessageNumber, MessageFacts>();
        if (reader.IsDBNull(11))
            return messages;
        var (numbers, authors) = (reader.GetFieldValue<long[]>(11), reader.GetFieldValue<long?[]>(12));
        var (comments, deleted) = (reader.GetFieldValue<bool[]>(13), reader.GetFieldValue<bool[]>(14));
        for (var i = 0; i < numbers.Length; i++)
            messages[new MessageNumber(numbers[i])] =
                new MessageFacts(authors[i] is { } author ? new UserNumber(author) : null, comments[i], deleted[i]);
        return messages;
    }
}
