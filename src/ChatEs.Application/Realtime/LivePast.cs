using System.Collections.Frozen;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.EventStore.Reading;
using Npgsql;

namespace ChatEs.Application.Realtime;

/// <summary>Which rooms a listener hears at one place of the log.</summary>
/// <param name="Rooms">Null is all of the tenant.</param>
/// <param name="Regardless">Whether he is in the room does not matter: it is public.</param>
internal sealed record Hearing(long Sequence, HashSet<RoomNumber>? Rooms, bool Regardless)
{
    /// <summary>All public rooms of the tenant, for who hears them; they do not stand among the others then.</summary>
    public IReadOnlySet<RoomNumber> Public { get; init; } = FrozenSet<RoomNumber>.Empty;
}

/// <summary>
/// What a listener missed, from the log itself: of each room the events from when he was added to when he was removed.
/// The cost is linear in the log since the place that he asks for.
/// </summary>
internal sealed class LivePast(NpgsqlDataSource db, LogReader log)
{
    public const int PageSize = 500;

    // One statement is one snapshot: the read model stands exactly at the head.
    private const string HearingText = """
        select h.last_seq, m.room
          from events.mt_head h
          left join members m on m.tenant_id = $1 and m.user_no = $2 and m.active and ($3::bigint is null or m.room = $3)
        """;

    private const string WithPublicText = """
        select h.last_seq, w.room, w.is_public
          from events.mt_head h
          left join (
            select m.room, false as is_public from members m where m.tenant_id = $1 and m.user_no = $2 and m.active
            union all
            select r.number, true from rooms r where r.tenant_id = $1 and r.visibility = 'public') w on true
        """;

    private const string RoomText = """
        select h.last_seq, r.visibility = 'public'
          from events.mt_head h
          join rooms r on r.tenant_id = $1 and r.number = $2
        """;

    // The offset keeps a plan for any values by the order of the log: SteadyPlans.
    private const string ChangesText = """
        select seq_id, stream_id, type = 'participants_added'
          from (select * from events.mt_events where seq_id > $1 and seq_id <= $2 offset 0) window_of_the_log
         where tenant_id = $3 and type in ('participants_added', 'participants_removed')
           and data -> 'users' @> to_jsonb($4::bigint)
         order by seq_id
        """;

    /// <returns>What he hears now; null when there is no such room, or he may not see it.</returns>
    public async Task<Hearing?> Now(LiveAudience audience, CancellationToken cancellation)
    {
        if (audience.Room is { } room)
        {
            var found = await db.Read(
                RoomText, [Sql.Text(audience.Tenant), Sql.Number(room.Value)], row => (Sequence: row.GetInt64(0), Public: row.GetBoolean(1)), cancellation);
            if (found is not [var one])
                return null;
            if (one.Public || audience.User is null)
                return new(one.Sequence, [room], Regardless: true);
        }
        if (audience.User is not { } user)
            return new(await log.LastSequence(cancellation), null, Regardless: true);
        if (audience.HearsPublic)
            return await WithPublic(audience.Tenant, user, cancellation);
        var rows = await db.Read(
            HearingText, [Sql.Text(audience.Tenant), Sql.Number(user.Value), Sql.Number(audience.Room?.Value)],
            row => (Sequence: row.GetInt64(0), Room: row.LongOrNull(1)), cancellation);
        HashSet<RoomNumber> rooms = [.. rows.Where(r => r.Room is not null).Select(r => new RoomNumber(r.Room!.Value))];
        return audience.Room is not null && rooms.Count == 0 ? null : new(rows[0].Sequence, rooms, Regardless: false);
    }

    private async Task<Hearing> WithPublic(string tenant, UserNumber user, CancellationToken cancellation)
    {
        var rows = await db.Read(
            WithPublicText, [Sql.Text(tenant), Sql.Number(user.Value)],
            row => (Sequence: row.GetInt64(0), Room: row.LongOrNull(1), IsPublic: !row.IsDBNull(2) && row.GetBoolean(2)), cancellation);
        HashSet<RoomNumber> open = [.. rows.Where(r => r.IsPublic).Select(r => new RoomNumber(r.Room!.Value))];
        var own = rows.Where(r => r.Room is not null && !r.IsPublic).Select(r => new RoomNumber(r.Room!.Value)).Where(room => !open.Contains(room));
        return new(rows[0].Sequence, [.. own], Regardless: false) { Public = open };
    }

    /// <summary>What he hears of the events after one place, up to where <paramref name="now"/> stands.</summary>
    public async Task<PastHearing> Since(LiveAudience audience, long after, Hearing now, CancellationToken cancellation)
    {
        if (audience.User is not { } user || now.Regardless)
            return new(audience, after, now, []);
        var changes = await db.Read(
            ChangesText,
            [Sql.Number(after), Sql.Number(now.Sequence), Sql.Text(audience.Tenant), Sql.Number(user.Value)],
            row => (Sequence: row.GetInt64(0), Room: RoomFamily.NumberOf(row.GetString(1)) ?? default, Added: row.GetBoolean(2)),
            cancellation);
        return new(audience, after, now, changes);
    }

    /// <summary>Whether what happened between two places of the log ends the admission that was given at the first.</summary>
    public async Task<bool> EndsAdmission(LiveAudience audience, long after, long upTo, CancellationToken cancellation)
    {
        string[] streams = [TenantFamily.StreamId(audience.Tenant), .. audience.User is { } user ? [UserFamily.StreamId(user)] : Array.Empty<string>()];
        while (await log.FetchLogged(audience.Tenant, streams, after, PageSize, upTo, cancellation) is { Count: > 0 } events)
        {
            if (events.Exists(e => LiveRoutes.EndsAdmission(e, audience)))
                return true;
            after = events[^1].Sequence;
        }
        return false;
    }

    public Task<List<LoggedEvent>> Page(PastHearing hearing, long after, CancellationToken cancellation) => hearing.Streams is { } streams
        ? log.FetchLogged(hearing.Audience.Tenant, streams, after, PageSize, hearing.Now.Sequence, cancellation)
        : log.FetchLogged(after, PageSize, hearing.Now.Sequence, cancellation);
}

/// <summary>The rooms that a listener heard between two places of the log, each with the times of his being in it.</summary>
internal sealed class PastHearing
{
    private readonly Dictionary<RoomNumber, List<(long From, long To)>> _heard = [];

    /// <param name="changes">His joinings and leavings between the two, in order.</param>
    public PastHearing(LiveAudience audience, long after, Hearing now, IReadOnlyList<(long Sequence, RoomNumber Room, bool Added)> changes)
    {
        (Audience, Now) = (audience, now);
        foreach (var room in now.Rooms ?? [])
            _heard[room] = [(after, long.MaxValue)];
        foreach (var byRoom in changes.Where(c => audience.Room is null || c.Room == audience.Room).GroupBy(c => c.Room))
            _heard[byRoom.Key] = Spans(after, [.. byRoom]);
        // Of all public rooms it is not the streams that are few, but the events since: such listeners begin now.
        string[]? streams = now.Rooms is null || audience.HearsPublic ? null : [.. _heard.Keys.Select(RoomFamily.StreamId)];
        if (streams is not null && audience is { User: { } user, Room: null })
            streams = [.. streams, UserFamily.StreamId(user)];
        Streams = streams;
    }

    public LiveAudience Audience { get; }

    public Hearing Now { get; }

    /// <summary>Nothing of other streams is heard; null is every stream.</summary>
    public string[]? Streams { get; }

    public bool Hears(LoggedEvent e)
    {
        if (e.Stream.Tenant != Audience.Tenant)
            return false;
        if (RoomFamily.NumberOf(e.Stream.Id) is not { } room)
            return UserFamily.NumberOf(e.Stream.Id) is { } user && (Audience.User is null || Audience.User == user) && Audience.Room is null;
        if (Now.Rooms is not null && !Now.Public.Contains(room) && !_heard.GetValueOrDefault(room, []).Exists(span => e.Sequence >= span.From && e.Sequence <= span.To))
            return false;
        return Audience.User is null || LiveRoutes.ConcernsOnly(e) is not { } only || only == Audience.User;
    }

    /// <summary>Whether he is no longer in the room where it happened.</summary>
    /// <param name="now">What he hears now, which may be later than what all this is about.</param>
    public static bool HasLeft(LoggedEvent e, Hearing now) => now.Rooms is { } rooms && RoomFamily.NumberOf(e.Stream.Id) is { } room && !rooms.Contains(room) && !now.Public.Contains(room);

    /// <summary>An event of his own joining and leaving is heard, too.</summary>
    private static List<(long From, long To)> Spans(long after, List<(long Sequence, RoomNumber Room, bool Added)> changes)
    {
        List<(long From, long To)> spans = [];
        var since = changes[0].Added ? default(long?) : after;
        foreach (var change in changes)
        {
            if (change.Added)
            {
                since ??= change.Sequence;
            }
            else if (since is { } from)
            {
                spans.Add((from, change.Sequence));
                since = null;
            }
        }
        if (since is { } open)
            spans.Add((open, long.MaxValue));
        return spans;
    }
}
