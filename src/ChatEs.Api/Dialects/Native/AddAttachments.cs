using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using static ChatEs.Api.Dialects.Native.NativeCodes;
using Command = ChatEs.Domain.Rooms.AddAttachment;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/messages/{number}/attachments</c></summary>
internal sealed class AddAttachments(
    Uploads uploads, CommandBus bus, AttachmentQueries attachments, MessageQueries messages, RoomQueries rooms, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("Uploads files and attaches them to a message.")
    {
        More = "The author of the message, a moderator or the secret key. One file as it is, or a form with up to 20.",
    }
        .Asking(Uploads.Name)
        .TakingFile(multipart: true)
        .Answering(NativeJsonContext.Default.FilesBody, StatusCodes.Status201Created, "Attached.")
        .InRoom(MessageNotFound, RoomArchived, FileTooLarge, AlreadyTaken);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        if (call.Problem is { } problem)
            return problem;
        // Before the upload: nothing is kept for a message that is not there, and nobody waits for that refusal.
        if (await messages.One(call.Tenant, room, number, call.User, call.Aborted) is null)
            return await rooms.WhatIsMissing(call, room, number);
        var taken = await uploads.Take(call);
        if (taken.Result is not { } files)
            return taken.Refusal;
        foreach (var file in files.Files)
        {
            if (await Attach(call, new(room, call.Actor, number, file)) is not { } refusal)
                continue;
            // Under a key they are recorded already, and the same request again attaches those.
            if (call.IdempotencyKey is null)
                await uploads.Discard(call, files.Files);
            return refusal;
        }
        var addresses = await urls.For(call.Http.Request);
        return call.Answer(
            StatusCodes.Status201Created,
            new([.. files.Files.Select(file => FileRendering.Body(file, room, number, addresses.Of(file)))]),
            NativeJsonContext.Default.FilesBody);
    }

    /// <summary>
    /// The key of the request belongs to all its files, and its record says which they are. So each is attached without the
    /// key; where the request comes again it finds what the first one attached.
    /// </summary>
    private async Task<Refusal?> Attach(NativeCall call, Command command)
    {
        if (call.IdempotencyKey is not null && await IsAttached(call, command))
            return null;
        var outcome = await bus.Send(command, call.Context with { Idempotency = null }, call.Aborted);
        return outcome.Refusal is { Code: RefusalCode.AlreadyTaken } && await IsAttached(call, command) ? null : outcome.Refusal;
    }

    private async Task<bool> IsAttached(NativeCall call, Command command) =>
        await attachments.Get(call.Tenant, command.File.File.Number, call.User, call.Aborted) is { } there
        && (there.Room, there.Number) == (command.Room, command.Number);
}
