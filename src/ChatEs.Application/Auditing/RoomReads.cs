using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using Npgsql;

namespace ChatEs.Application.Auditing;

/// <summary>
/// The queries that show a room, over the tables of today or over a shadow of them: whoever takes them from here shows the
/// one as the other.
/// </summary>
public sealed class RoomReads
{
    public RoomReads(NpgsqlDataSource db, HeldReads held)
    {
        Rooms = new(db, held);
        Members = new(db);
        var gathered = new GatheredMessages(db, new UserQueries(db, held));
        Messages = new(db, gathered, new RoomEnds(db, gathered, Rooms, held));
        Receipts = new(db, held);
        Unread = new(db, held);
    }

    public RoomQueries Rooms { get; }

    public MemberQueries Members { get; }

    public MessageQueries Messages { get; }

    public ReceiptQueries Receipts { get; }

    public UnreadQueries Unread { get; }
}
