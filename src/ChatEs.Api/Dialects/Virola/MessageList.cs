using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>The main thread of a room, or the comments of one message, always oldest first.</summary>
internal sealed class MessageList(MessageQueries messages, PageReaders readers, AttachmentRendering attachments)
{
    /// <summary>A page's readers are looked up for this many messages at once.</summary>
    private const int Together = 100;

    public async Task<VirolaProblem?> Answer(VirolaCall call, RoomNumber room, MessageNumber? parent)
    {
        var (range, problem) = MessageRange.Of(call.Http.Request.Query, room);
        if (range is null)
            return problem;
        var filter = parent is null ? MessageFilter.MainThread : new MessageFilter(Parent: parent);
        var found = await messages.Page(call.Tenant, room, call.User, range.First, filter, call.Aborted);
        if (found is null)
            return parent is null ? VirolaErrors.RoomNotFound : VirolaErrors.MessageNotFound;

        await using var page = await JsonPage.Begin(call.Http.Response, VirolaCall.ContentType, call.Aborted);
        page.Frame.WriteStartObject();
        page.Frame.WriteNumber("httpStatusCode", StatusCodes.Status200OK);
        page.Frame.WriteStartArray("messages");
        while (found is not null)
        {
            foreach (var some in range.Cut(found).Chunk(Together))
                await Write(call, page, some);
            found = range.Next(found) is { } next
                ? await messages.Page(call.Tenant, room, call.User, next, filter, call.Aborted)
                : null;
        }
        page.Frame.WriteEndArray();
        page.Frame.WriteNumber("roomId", room.Value);
        page.Frame.WriteEndObject();
        return null;
    }

    private async Task Write(VirolaCall call, JsonPage page, MessageView[] some)
    {
        var checksums = await attachments.Checksums(call, some.SelectMany(message => message.Attachments));
        var seen = await readers.Of(call.Tenant, some, call.Aborted);
        foreach (var message in some)
            await page.Add(MessageRendering.Body(message, seen.Of(message), checksums), VirolaJsonContext.Default.MessageBody, call.Aborted);
    }
}
