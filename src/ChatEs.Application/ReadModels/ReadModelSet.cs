using ChatEs.Application.ReadModels.Erasure;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.EventStore.Projections;

namespace ChatEs.Application.ReadModels;

/// <summary>
/// All read models. The order of the projections counts: members read what rooms have written in the same batch,
/// messages read rooms and members, receipts read all three.
/// </summary>
public static class ReadModelSet
{
    /// <summary>Without state of their own: the writer and a rebuild may use them at the same time.</summary>
    public static IReadOnlyList<IInlineProjection> All { get; } =
    [
        new TenantProjection(),
        new UserProjection(),
        new RoomProjection(),
        new MemberProjection(),
        new MessageProjection(),
        new ReceiptProjection(),
        new ErasureProjection(),
    ];

    public static IReadOnlyList<ReadModelTable> Tables { get; } =
    [
        new("tenants", ["id"]),
        new("users", ["tenant_id", "number"]),
        new("rooms", ["tenant_id", "number"]),
        new("members", ["tenant_id", "room", "user_no"]),
        new("messages", ["tenant_id", "room", "number"]),
        new("receipts", ["tenant_id", "room", "user_no", "first"]),
    ];
}

public sealed record ReadModelTable(string Name, IReadOnlyList<string> PrimaryKey);
