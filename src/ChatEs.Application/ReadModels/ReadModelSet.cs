using ChatEs.Application.ReadModels.ApiKeys;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Erasure;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Presences;
using ChatEs.Application.ReadModels.Reactions;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.EventStore.Projections;

namespace ChatEs.Application.ReadModels;

/// <summary>
/// All read models. The order of the projections counts: an erasure comes first, since it names events of earlier batches
/// only, and its own batch is written upon what it leaves; members and presences read what rooms have written in the same batch, messages
/// read rooms and members, what hangs on a message reads that, receipts read rooms, members and messages.
/// </summary>
public static class ReadModelSet
{
    /// <summary>Without state of their own: the writer and a rebuild may use them at the same time.</summary>
    public static IReadOnlyList<IInlineProjection> All { get; } =
    [
        new ErasureProjection(),
        new TenantProjection(),
        new ApiKeyProjection(),
        new WebhookProjection(),
        new UserProjection(),
        new RoomProjection(),
        new AvatarProjection(),
        new MemberProjection(),
        new PresenceProjection(),
        new MessageProjection(),
        new AttachmentProjection(),
        new ReactionProjection(),
        new ReceiptProjection(),
        new DeliveryProjection(),
    ];

    public static IReadOnlyList<ReadModelTable> Tables { get; } =
    [
        new("tenants", ["id"]),
        new("api_keys", ["tenant_id", "key_id"]),
        new("webhooks", ["tenant_id", "webhook_id"]),
        new("users", ["tenant_id", "number"]),
        new("rooms", ["tenant_id", "number"]),
        new("avatars", ["tenant_id", "owner_kind", "owner"]),
        new("members", ["tenant_id", "room", "user_no"]),
        new("presences", ["tenant_id", "room", "user_no", "version"]),
        new("messages", ["tenant_id", "room", "number"]),
        new("attachments", ["tenant_id", "file"]),
        new("reactions", ["tenant_id", "room", "number", "emoji", "user_no"]),
        new("receipts", ["tenant_id", "room", "user_no", "first"]),
    ];
}

public sealed record ReadModelTable(string Name, IReadOnlyList<string> PrimaryKey);
