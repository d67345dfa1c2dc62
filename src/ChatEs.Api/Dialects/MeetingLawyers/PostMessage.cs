using System.Buffers;
using System.Runtime.InteropServices;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Microsoft.Extensions.Options;
using Command = ChatEs.Domain.Rooms.PostMessage;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// <c>POST /chat/message</c>: a text, or an image or file in base64, which is kept before the answer. The client makes the
/// id of the message, so the same post again is the same message.
/// </summary>
internal sealed class PostMessage(
    MeetingLawyersAuth auth, MeetingLawyersRooms rooms, CommandBus bus, MessageQueries messages, MessageEntities entities,
    FileStore files, LargeBodies bodies, IOptions<FileSettings> settings)
{
    private const string Route = "POST /chat/message";

    /// <summary>Base64 is longer than its bytes by a third, and clients escape some of its characters.</summary>
    private long LargestBody => ChatEsService.LargestBody + (settings.Value.MaxBytes * 3 / 2);

    public async Task Run(HttpContext http)
    {
        var (call, problem) = await auth.Admit(http);
        if (call is not null)
        {
            var fits = await bodies.Read(
                http.Request, LargestBody, async bytes => problem = await Answer(http, call, bytes), http.RequestAborted);
            if (!fits)
                problem = MeetingLawyersErrors.Of(Failure.BodyTooLarge);
        }
        if (problem is not null)
            await MeetingLawyersErrors.Write(http, problem);
    }

    private async Task<MeetingLawyersProblem?> Answer(HttpContext http, MeetingLawyersCall call, ReadOnlyMemory<byte> bytes)
    {
        var json = new ReadOnlySequence<byte>(bytes);
        var (body, fault) = Json.Read(json, MeetingLawyersJson.Default.PostMessageBody);
        if (fault is not null)
            return MeetingLawyersErrors.Of(fault);
        var (post, wrong) = PostedContent.Read(body!);
        if (post is null)
            return wrong;
        var (room, refused) = await rooms.Find(call, post.Room, http.RequestAborted);
        if (room is null)
            return refused;
        var context = call.IdempotencyKey is { } key
            ? call.Context with { Idempotency = RequestHeaders.Idempotent(http.Request, Route, key, json) }
            : call.Context;
        var (number, conflict, isNew) = await Post(call, context, room, post, http.RequestAborted);
        if (number is not { } posted || await messages.One(call.Tenant, room.Number, posted, call.User, http.RequestAborted) is not { } message)
            return conflict ?? MeetingLawyersErrors.MessageIdTaken; // Posted once, and deleted since.
        var shown = isNew
            ? await entities.Posted(http.Request, call.Tenant, room, message)
            : (await entities.Of(http.Request, call.Tenant, room, [message]))[0];
        Json.Write(http.Response, StatusCodes.Status200OK, "application/json", shown, MeetingLawyersJson.Default.MessageEntity);
        return null;
    }

    private async Task<(MessageNumber?, MeetingLawyersProblem?, bool IsNew)> Post(
        MeetingLawyersCall call, CommandContext context, RoomView room, PostedContent post, CancellationToken cancellation)
    {
        // Looked at before a file is kept for nothing. Who posts the same at the same time is settled below.
        if (await messages.NumberOf(call.Tenant, post.Id, cancellation) is { } there
            && await Again(call, room, post, there, cancellation) is var again && (again.Problem is null || context.Idempotency is null))
        {
            return (again.Number, again.Problem, false);
        }
        var (details, refused) = await Keep(call, post, cancellation);
        if (refused is not null)
            return (null, MeetingLawyersErrors.Of(refused), false);
        var command = new Command(room.Number, post.Id, call.User, post.Kind, post.Text, ReserveId: true, Details: details);
        var outcome = await bus.Send(command, context, cancellation);
        if (outcome.Result is { } posted)
            return (posted.Number, null, IsNew: context.Idempotency is null); // With a key it may be an answer given before.
        // It was kept for this message alone.
        await files.Discard(call.Tenant, details?.Files.Select(file => file.File.Number) ?? [], cancellation);
        if (outcome.Refusal!.Code != RefusalCode.AlreadyTaken || await messages.NumberOf(call.Tenant, post.Id, cancellation) is not { } taken)
            return (null, MeetingLawyersErrors.Of(outcome.Refusal), false);
        var (number, problem) = await Again(call, room, post, taken, cancellation);
        return (number, problem, false);
    }

    private async Task<(MessageDetails?, Refusal?)> Keep(MeetingLawyersCall call, PostedContent post, CancellationToken cancellation)
    {
        if (post.File.IsEmpty)
            return (null, null);
        MemoryMarshal.TryGetArray(post.File, out var bytes);
        using var content = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        var kept = await files.Save(call.Tenant, call.User, post.FileName, content, cancellation);
        return kept.Result is { } file ? (new MessageDetails { Files = [new(file, post.FileName)] }, null) : (null, kept.Refusal);
    }

    /// <summary>The same by the same author in the same room is a retry; of anything else not even the author is told.</summary>
    private async Task<(MessageNumber? Number, MeetingLawyersProblem? Problem)> Again(
        MeetingLawyersCall call, RoomView room, PostedContent post, (RoomNumber Room, MessageNumber Number) there, CancellationToken cancellation) =>
        there.Room == room.Number
        && await messages.One(call.Tenant, there.Room, there.Number, call.User, cancellation) is { } message
        && message.Author?.Number == call.User && post.IsSameAs(message)
            ? (there.Number, null)
            : (null, MeetingLawyersErrors.MessageIdTaken);
}
