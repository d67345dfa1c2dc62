using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Erasing;

/// <param name="Events">How many events lost their personal part by this call; 0 where it was all gone before.</param>
/// <param name="Files">How many files' bytes are gone by this call.</param>
public sealed record MessageErased(RoomNumber Room, MessageNumber Number, long Events, long Files);

/// <summary>
/// Deletes a message and erases what it held: its text and all that its edits said, whoever made them, its details, and
/// the names and bytes of its files. Reactions to it are words of others and are erased with those who reacted; nobody
/// sees them any more, since the message is deleted.
/// </summary>
public sealed class MessageErasure(CommandBus bus, PersonalParts parts, Eraser eraser, VaultErasure vault)
{
    /// <summary>
    /// Whoever calls has looked that it may: only the tenant itself erases. Called again it finishes what was interrupted,
    /// or does nothing.
    /// </summary>
    public async Task<Outcome<MessageErased>> Erase(RoomNumber room, MessageNumber number, CommandContext context, CancellationToken cancellation)
    {
        // First: nothing is added to a deleted message, so what is found after it is all there will be.
        var deleted = await bus.Send(new DeleteMessage(room, Actor.Server, number), context, cancellation);
        if (deleted.Refusal is { } refusal)
            return Outcome<MessageErased>.Refused(refusal);

        var (tenant, stream) = (context.Caller.Tenant, RoomFamily.StreamId(room));
        var (versions, files) = await parts.OfMessage(tenant, stream, number, cancellation);
        await eraser.Erase(stream, versions, context, last: null, progress: null, cancellation);
        var removed = await vault.ForgetMessage(tenant, room, number, files, cancellation);
        return Outcome<MessageErased>.Done(new MessageErased(room, number, versions.Count, removed));
    }
}
