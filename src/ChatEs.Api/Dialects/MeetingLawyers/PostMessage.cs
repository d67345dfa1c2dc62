using System.Buffers;
using System.Runtime.InteropServices;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Messages;
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
        if (post.Room is < 1 or > RoomNumber.Max)
            return MeetingLawyersErrors.RoomNotFound;
        var context = call.IdempotencyKey is { } key
            ? call.Context with { Idempotency = RequestHeaders.Idempotent(http.Request, Route, key, json) }
            : call.Context;
        return await Answer(http, call, post, context);
    }

    private async Task<MeetingLawyersProblem?> Answer(HttpContext http, MeetingLawyersCall call, PostedContent post, CommandContext context)
    {
        var cancellation = http.RequestAborted;
        // A file is not kept for nothing. For a text the command finds out what stands against it.
        if (!post.File.IsEmpty)
        {
            if (await rooms.WhyNot(call, post.Room, cancellation) is { } closed)
                return closed;
            if (await Earlier(call, post, cancellation) is (var isThere, var same) && (same is not null || (isThere && context.Idempotency is null)))
                return await Again(http, call, same);
        }
        var (details, refused) = await Keep(call, post, cancellation);
        if (refused is not null)
            return MeetingLawyersErrors.Of(refused);
        var command = new Command(new(post.Room), post.Id, call.User, post.Kind, post.Text, ReserveId: true, Details: details);
        var outcome = await bus.Send(command, context, cancellation);
        if (outcome.Refusal is { } refusal)
        {
            // It was kept for this message alone.
            await files.Discard(call.Tenant, details?.Files.Select(file => file.File.Number) ?? [], cancellation);
            if (await rooms.WhyNot(call, post.Room, cancellation) is { } closed)
                return closed;
            var (_, same) = await Earlier(call, post, cancellation);
            return same is not null || refusal.Code == RefusalCode.AlreadyTaken ? await Again(http, call, same) : MeetingLawyersErrors.Of(refusal);
        }
        var posted = outcome.Result!;
        if (context.Idempotency is null && post.Kind == MessageKind.Text)
            return Write(http, await entities.Posted(call.Tenant, call.User, post.Text, posted, cancellation));
        if (await messages.One(call.Tenant, posted.Room, posted.Number, call.User, cancellation) is not { } message)
            return MeetingLawyersErrors.MessageIdTaken; // Posted once, and deleted since.
        // With a key it may be an answer given before.
        return Write(http, context.Idempotency is null
            ? await entities.Posted(http.Request, call.Tenant, message)
            : (await entities.Of(http.Request, call.Tenant, posted.Room, [message]))[0]);
    }

    /// <returns>Whether there is a message of that id, and it, when it is the same by the same author in the same room.</returns>
    private async Task<(bool IsThere, MessageView? Same)> Earlier(MeetingLawyersCall call, PostedContent post, CancellationToken cancellation)
    {
        if (await messages.NumberOf(call.Tenant, post.Id, cancellation) is not { } there)
            return (false, null);
        return there.Room.Value == post.Room
            && await messages.One(call.Tenant, there.Room, there.Number, call.User, cancellation) is { } found
            && found.Author?.Number == call.User && post.IsSameAs(found)
                ? (true, found)
                : (true, null);
    }

    /// <summary>The same is a retry; of anything else not even the author is told.</summary>
    private async Task<MeetingLawyersProblem?> Again(HttpContext http, MeetingLawyersCall call, MessageView? same) => same is null
        ? MeetingLawyersErrors.MessageIdTaken
        : Write(http, (await entities.Of(http.Request, call.Tenant, same.Room, [same]))[0]);

    private static MeetingLawyersProblem? Write(HttpContext http, MessageEntity entity)
    {
        Json.Write(http.Response, StatusCodes.Status200OK, "application/json", entity, MeetingLawyersJson.Default.MessageEntity);
        return null;
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
}
