using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using Npgsql;

namespace ChatEs.Application.Auditing;

/// <summary>
/// The queries that show a room, over the tables of today or over a shadow of them: whoever takes them from here shows the
/// one as the other.
/// </summary>
public sealed class RoomReads(NpgsqlDataSource db, RoomEnds ends)
{
    public RoomQueries Rooms { get; } = new(db);

    public MemberQueries Members { get; } = new(db);

    public MessageQueries Messages { get; } = new(db, ends);

    public ReceiptQueries Receipts { get; } = new(db);

    public UnreadQueries Unread { get; } = new(db);
}
