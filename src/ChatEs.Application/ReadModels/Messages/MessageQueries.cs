using System.Diagnostics;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

public sealed class MessageQueries(NpgsqlDataSource db, GatheredMessages gathered, RoomEnds ends)
{
    /// <summary>
    /// Ascending by number. Null when the room is unknown, or private and the viewer is not in it; viewer null is the
    /// tenant itself, which sees all.
    /// </summary>
    public Task<MessagePage?> Page(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, CancellationToken cancellation) =>
        Page(tenant, room, viewer, request, null, cancellation);

    /// <inheritdoc cref="Page(string, RoomNumber, UserNumber?, PageRequest, CancellationToken)"/>
    public async Task<MessagePage?> Page(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, MessageFilter? filter, CancellationToken cancellation)
    {
        if (IsGathered(request, filter))
            return await Gathered(tenant, room, viewer, request, filter, cancellation);
        await using var reading = await Streamed(tenant, room, viewer, request, filter, cancellation);
        if (reading is null)
            return null;

        List<MessageView> messages = [];
        await foreach (var message in reading.Messages(cancellation))
            messages.Add(message);
        return new(messages, reading.HasBefore, reading.HasAfter);
    }

    /// <summary>As <see cref="Page(string, RoomNumber, UserNumber?, PageRequest, MessageFilter?, CancellationToken)"/>, to be read as it arrives.</summary>
    public async Task<MessageReading?> Open(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, MessageFilter? filter, CancellationToken cancellation)
    {
        if (IsGathered(request, filter))
            return await Gathered(tenant, room, viewer, request, filter, cancellation) is { } page ? MessageReading.Of(page) : null;
        return await Streamed(tenant, room, viewer, request, filter, cancellation);
    }

    private static bool IsGathered(PageRequest request, MessageFilter? filter) => RoomEnds.Has(request, filter) || OneSidedPage.Of(request) is not [];

    private async Task<MessagePage?> Gathered(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, MessageFilter? filter, CancellationToken cancellation)
    {
        if (RoomEnds.Has(request, filter))
            return await ends.Read(tenant, room, viewer, request, filter, cancellation);
        return OneSidedPage.Of(request) is [var older, var newer]
            ? await BothSides(tenant, room, viewer, older, newer, filter, cancellation)
            : await gathered.Page(tenant, room, viewer, OneSidedPage.Of(request)[0], filter, cancellation);
    }

    private async Task<MessagePage?> BothSides(
        string tenant, RoomNumber room, UserNumber? viewer, OneSidedPage older, OneSidedPage newer, MessageFilter? filter, CancellationToken cancellation)
    {
        if (await older.Rows(db, tenant, room, viewer, filter, cancellation) is not { Rows: var before }
            || await newer.Rows(db, tenant, room, viewer, filter, cancellation) is not { Rows: var after })
        {
            return null;
        }
        var (hasBefore, hasAfter) = (older.Cut(before), newer.Cut(after));
        return new(await gathered.Complete(tenant, viewer, [.. before, .. after], cancellation), hasBefore, hasAfter);
    }

    private async Task<MessageReading?> Streamed(
        string tenant, RoomNumber room, UserNumber? viewer, PageRequest request, MessageFilter? filter, CancellationToken cancellation)
    {
        var limit = request.Limit;
        return await (request switch
        {
            PageRequest.Newest => Read(Sql.Number(long.MaxValue), limit, 0),
            PageRequest.Before before => Read(Sql.Number(before.Cursor.Value), limit, 0),
            PageRequest.After after => Read(Sql.Number(after.Cursor.Next.Value), 0, limit),
            PageRequest.Around around => Read(Sql.Number(around.Cursor.Value), limit / 2, limit - (limit / 2)),
            PageRequest.Since since => Read(Sql.Time(since.Time), 0, limit),
            _ => throw new UnreachableException($"A page request {request}."),
        });

        Task<MessageReading?> Read(NpgsqlParameter cursor, int older, int newer)
        {
            List<NpgsqlParameter> parameters =
            [
                Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), cursor, Sql.Number(older), Sql.Number(newer),
            ];
            var sql = MessageSql.Page(MessageConditions.Of(filter, parameters), byTime: request is PageRequest.Since);
            return MessageReading.Open(db, sql, parameters, older, newer, cancellation);
        }
    }

    /// <summary>
    /// Newest first, for clients that number the pages: whoever posts in between moves them. The cost grows with what is
    /// passed over. Empty also when the viewer may not see the room.
    /// </summary>
    public async Task<IReadOnlyList<MessageView>> PageFromNewest(
        string tenant, RoomNumber room, UserNumber? viewer, int offset, int limit, CancellationToken cancellation)
    {
        if (offset == 0 && limit is > 0 and <= GatheredMessages.AtMost)
            return await Page(tenant, room, viewer, new PageRequest.Newest(limit), cancellation) is { } page ? [.. page.Messages.Reverse()] : [];
        NpgsqlParameter[] parameters =
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(limit), Sql.Number(offset)];
        return await gathered.Read(MessageSql.Newest, parameters, tenant, viewer, cancellation);
    }

    /// <summary>
    /// Newest first by the time shown, then by the integer id, or the other way round: from all rooms that the viewer is
    /// in, or from one that he may see (viewer null is the tenant itself, which sees all). The cost grows with the rooms
    /// and with what is skipped.
    /// </summary>
    public async Task<IReadOnlyList<MessageView>> Recent(
        string tenant, UserNumber? viewer, RoomNumber? room, MessageFilter? filter, int limit, int skip, bool ascending,
        CancellationToken cancellation)
    {
        List<NpgsqlParameter> parameters =
        [
            Sql.Text(tenant), Sql.Number(room?.Value), Sql.Number(viewer?.Value), Sql.Number(limit), Sql.Number(skip),
        ];
        var sql = RecentSql.Of(MessageConditions.Of(filter, parameters), oneRoom: room is not null, ascending);
        var found = await gathered.Read(sql, parameters, tenant, viewer, cancellation);
        if (room is null)
            return found;
        return ascending
            ? [.. found.OrderBy(message => message.ShownAt).ThenBy(message => message.Number.Value)]
            : [.. found.OrderByDescending(message => message.ShownAt).ThenByDescending(message => message.Number.Value)];
    }

    /// <summary>Null when there is no such message, it was deleted, or the viewer may not see its room.</summary>
    public Task<MessageView?> One(
        string tenant, RoomNumber room, MessageNumber number, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
            MessageSql.One,
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(viewer?.Value), Sql.Number(number.Value)],
            MessageColumns.View,
            cancellation);

    /// <summary>Messages that whoever asks may see, as nobody in particular; those deleted are missing.</summary>
    public async Task<IReadOnlyDictionary<MessagePlace, MessageView>> Many(IReadOnlyList<MessagePlace> keys, CancellationToken cancellation)
    {
        MessagePlace[] distinct = [.. keys.Distinct()];
        var rows = await db.Read(
            MessageSql.Many,
            [
                Sql.Texts([.. distinct.Select(k => k.Tenant)]), Sql.Numbers([.. distinct.Select(k => k.Room.Value)]), Sql.Number(default(long?)),
                Sql.Numbers([.. distinct.Select(k => k.Number.Value)]),
            ],
            row => (Tenant: row.GetString(MessageColumns.Next), Message: MessageColumns.View(row)),
            cancellation);
        return rows.ToDictionary(r => new MessagePlace(r.Tenant, r.Message.Room, r.Message.Number), r => r.Message);
    }

    /// <inheritdoc cref="One"/>
    public Task<MessageView?> ByUuid(string tenant, Guid id, UserNumber? viewer, CancellationToken cancellation) => db.ReadOne(
        MessageSql.ById,
        [Sql.Text(tenant), Sql.Uuid(id), Sql.Number(viewer?.Value)],
        MessageColumns.View,
        cancellation);

    /// <summary>Where the message with this id stands, deleted or not; whoever asks has still to be allowed to see its room.</summary>
    public async Task<(RoomNumber Room, MessageNumber Number)?> NumberOf(string tenant, Guid id, CancellationToken cancellation)
    {
        var found = await db.Read(
            "select room, number from messages where tenant_id = $1 and id = $2",
            [Sql.Text(tenant), Sql.Uuid(id)],
            row => (new RoomNumber(row.GetInt64(0)), new MessageNumber(row.GetInt64(1))),
            cancellation);
        return found is [var place] ? place : null;
    }

    /// <summary>Which message this one is a comment on, deleted or not; null for one of the main thread.</summary>
    public async Task<MessageNumber?> ParentOf(string tenant, RoomNumber room, MessageNumber number, CancellationToken cancellation)
    {
        var found = await db.Read(
            "select parent from messages where tenant_id = $1 and room = $2 and number = $3",
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(number.Value)],
            row => row.LongOrNull(0),
            cancellation);
        return found is [{ } parent] ? new MessageNumber(parent) : null;
    }

    /// <summary>When a message was posted, deleted or not; null when there is none.</summary>
    public async Task<DateTimeOffset?> PostedAt(string tenant, RoomNumber room, MessageNumber number, CancellationToken cancellation)
    {
        var found = await db.Read(
            "select posted_at from messages where tenant_id = $1 and room = $2 and number = $3",
            [Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(number.Value)],
            row => row.At(0),
            cancellation);
        return found is [var time] ? time : null;
    }
}
