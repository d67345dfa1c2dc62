using ChatEs.Application.Commands;
using ChatEs.Application.Erasing;
using ChatEs.Domain;
using Command = ChatEs.Domain.Rooms.DeleteMessage;

namespace ChatEs.Api.Dialects.Native;

/// <summary>What the two paths that delete a message share: one names it by its place, the other by its UUID.</summary>
internal sealed class MessageDeletion(CommandBus bus, MessageErasure erasure)
{
    public static readonly QueryValue Erase = new(
        "erase", "Also remove from the log what the message held, for good. Only a secret key that acts for no user.", "boolean");

    /// <summary>Reads whether to erase, and looks that the caller may.</summary>
    public static NativeProblem? Read(NativeCall call, out bool erases)
    {
        erases = NativeValues.FlagOf(call, Erase.Name) is true;
        return call.Problem ?? (erases && (!call.IsServer || call.User is not null) ? NativeErrors.ServerOnly : null);
    }

    /// <returns>Null when it is done, or was before.</returns>
    public async Task<Refusal?> Run(NativeCall call, RoomNumber room, MessageNumber number, bool erases) => erases
        ? (await erasure.Erase(room, number, call.Context, CancellationToken.None)).Refusal
        : (await bus.Send(new Command(room, call.Actor, number), call.Context, call.Aborted)).Refusal;
}
