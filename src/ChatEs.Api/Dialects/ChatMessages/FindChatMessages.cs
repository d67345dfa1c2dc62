using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>
/// <c>GET /chat-messages</c>, "Chat Message - Find": the newest messages of all rooms that the account is in, or of one
/// room, oldest first; or in the order that <c>$sort[createdAt]</c> says.
/// </summary>
internal sealed class FindChatMessages(
    MessageQueries messages, MessageSearch search, PageReaders readers, RoomQueries rooms, UserQueries users, SignedUrls urls)
    : ChatMessagesOperation
{
    protected override async Task<ChatMessagesProblem?> Answer(ChatMessagesCall call)
    {
        var query = new FindValues(call.Http.Request.Query);
        var (limit, skip, ascending) = (query.Limit(), query.Skip(), query.Ascending("createdAt"));
        var (from, until) = query.Times("createdAt");
        var (roomId, session, createdBy) = (query.Text("room"), query.Text("session"), query.Text("createdBy"));
        if (query.Problem is { } problem)
            return problem;

        var room = roomId is null ? null : ChatMessagesCall.RoomOf(roomId);
        if (roomId is not null && room is null)
            return ChatMessagesErrors.RoomNotFound;
        var author = await Author(call, createdBy);
        var isNobodys = (createdBy is not null && author is null) || (session is not null && !Validation.IsExternalId(session));
        var filter = (session, author, from, until) == (null, null, null, null)
            ? null
            : new MessageFilter(Session: session, Author: author, From: from, Until: until);

        var found = isNobodys || limit == 0 ? [] : await Find(call, room, filter, limit, skip, ascending);
        // Messages of it say that the room is open to him; where there are none, it is asked.
        if (found is [] && room is { } silent && await rooms.WhyNot(call, silent) is { } closed)
            return closed;
        var total = isNobodys ? 0 : await search.Count(call.Tenant, call.Account, room, filter, call.Aborted);
        if (total is { } counted)
            call.Total(counted, limit, skip);
        else
            call.Neighbours(limit, skip, hasNext: found.Count == limit);
        await Write(call, found);
        return null;
    }

    /// <summary>
    /// Without an order the newest are found, and shown as they were said. The newest before a time are so by time: by
    /// number they would have to be looked for through all that was said since.
    /// </summary>
    private async Task<IReadOnlyList<MessageView>> Find(
        ChatMessagesCall call, RoomNumber? room, MessageFilter? filter, int limit, int skip, bool? ascending)
    {
        if (ascending is null && room is { } one && filter is not ({ From: not null } or { Until: not null }))
            return await search.NewestOf(call.Tenant, call.Account, one, filter, limit, skip, call.Aborted);
        var found = await messages.Recent(call.Tenant, call.Account, room, filter, limit, skip, ascending ?? false, call.Aborted);
        if (ascending is not null)
            return found;
        return room is null ? [.. found.Reverse()] : [.. found.OrderBy(message => message.Number.Value)];
    }

    /// <returns>Null when there is no such account.</returns>
    private async Task<UserNumber?> Author(ChatMessagesCall call, string? createdBy) =>
        createdBy is not null && Validation.IsExternalId(createdBy)
            && await users.ByExternalIds(call.Tenant, [createdBy], call.Aborted) is [var user]
            ? user.Number
            : null;

    private async Task Write(ChatMessagesCall call, IReadOnlyList<MessageView> found)
    {
        var files = await urls.For(call.Http.Request);
        var seen = await readers.Of(call.Tenant, found, call.Aborted);
        await using var page = await JsonPage.Begin(call.Http.Response, ChatMessagesCall.ContentType, call.Aborted);
        page.Frame.WriteStartArray();
        foreach (var message in found)
            await page.Add(ChatMessageRendering.Body(message, seen.Of(message), files), ChatMessagesJsonContext.Default.ChatMessageBody, call.Aborted);
        page.Frame.WriteEndArray();
    }
}
