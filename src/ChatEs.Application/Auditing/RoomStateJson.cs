using System.IO.Pipelines;
using System.Text.Json;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Auditing;

/// <summary>A room as it was, all of it, as one JSON object that is written while it is read: for the command line and for <c>/v1</c>.</summary>
public sealed class RoomStateJson : IAsyncDisposable
{
    private const int MembersAtOnce = 1_000;
    private const int MessagesAtOnce = 100;
    private const int FlushedAt = 1 << 16;

    private readonly PipeWriter _pipe;
    private readonly Utf8JsonWriter _json;
    private readonly RoomAsOf _state;
    private readonly string _tenant;
    private readonly RoomNumber _room;
    private readonly CancellationToken _cancellation;
    private long _flushed;

    private RoomStateJson(PipeWriter pipe, string tenant, RoomNumber room, RoomAsOf state, CancellationToken cancellation)
    {
        (_pipe, _tenant, _room, _state, _cancellation) = (pipe, tenant, room, state, cancellation);
        _json = new(pipe, new JsonWriterOptions { Encoder = Wire.Encoder, SkipValidation = true });
    }

    public static async Task Write(PipeWriter pipe, string tenant, RoomNumber room, RoomAsOf state, CancellationToken cancellation)
    {
        await using var writing = new RoomStateJson(pipe, tenant, room, state, cancellation);
        await writing.Write();
    }

    public ValueTask DisposeAsync() => _json.DisposeAsync();

    private async Task Write()
    {
        var room = (await _state.Reads.Rooms.Get(_tenant, _room, viewer: null, _cancellation))!;
        _json.WriteStartObject();
        WriteHead(room);
        _json.WriteStartArray("participants");
        MemberCursor? after = null;
        while (await _state.Everything.Members(_tenant, _room, after, MembersAtOnce, _cancellation) is [.., var last] members)
        {
            foreach (var member in members)
                Write(member);
            after = new(last.JoinedAt, last.User);
            await FlushIfMuch();
        }
        _json.WriteEndArray();
        _json.WriteStartArray("messages");
        var number = default(MessageNumber);
        while (await _state.Everything.Messages(_tenant, _room, number, MessagesAtOnce, _cancellation) is { Count: > 0 } messages)
        {
            await Write(messages);
            number = messages[^1].Message.Number;
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        await _pipe.FlushAsync(_cancellation);
    }

    private void WriteHead(RoomView room)
    {
        _json.WriteString("tenant", _tenant);
        _json.WriteNumber("room", _room.Value);
        _json.WriteNumber("version", _state.Version);
        _json.WriteNumber("sequence", _state.Sequence);
        _json.WriteString("time", _state.Time.UtcDateTime);
        _json.WriteString("kind", RoomWords.Of(room.Kind));
        _json.WriteString("visibility", RoomWords.Of(room.Visibility));
        _json.WriteString("name", room.Name);
        WriteIfAny("key", room.Key);
        WriteIfAny("description", room.Description);
        WriteRaw("options", room.Options);
        if (room.Avatar is { } avatar)
        {
            _json.WriteStartObject("avatar");
            WriteIfAny("url", avatar.Url);
            if (avatar.File is { } file)
                WriteFile(file.Number, avatar.FileName ?? "", file.ContentType, file.Size, file.Sha256, file.Width, file.Height);
            _json.WriteEndObject();
        }
        WriteIfAny("creator", room.Creator?.Value);
        _json.WriteString("createdAt", room.CreatedAt.UtcDateTime);
        WriteIfAny("updatedAt", room.UpdatedAt);
        WriteIfAny("archivedAt", room.ArchivedAt);
        _json.WriteNumber("participantCount", room.MemberCount);
        _json.WriteNumber("lastMessage", room.LastMessage.Value);
    }

    private void Write(MemberState member)
    {
        _json.WriteStartObject();
        _json.WriteNumber("number", member.User.Value);
        _json.WriteString("id", member.ExternalId);
        _json.WriteString("username", member.Username);
        _json.WriteBoolean("moderator", member.Moderator);
        _json.WriteString("joinedAt", member.JoinedAt.UtcDateTime);
        WriteIfAny("pinnedAt", member.PinnedAt);
        _json.WriteNumber("deliveredUpTo", member.DeliveredUpTo.Value);
        _json.WriteNumber("seenUpTo", member.SeenUpTo.Value);
        _json.WriteNumber("unread", member.Unread);
        _json.WriteEndObject();
    }

    private async Task Write(IReadOnlyList<MessageState> messages)
    {
        var (first, last) = (messages[0].Message.Number, messages[^1].Message.Number);
        var reactions = await _state.Everything.Reactions(_tenant, _room, first, last, _cancellation);
        // Not the readers of each message: in a room of 100,000 a page of them would be ten million.
        var segments = await _state.Reads.Receipts.SegmentsOfPage(_tenant, _room, first, last, _cancellation);
        foreach (var (message, deletedAt) in messages)
        {
            _json.WriteStartObject();
            if (deletedAt is { } at)
                WriteDeleted(message, at);
            else
                Write(message, reactions[message.Number]);
            Write(segments, message.Number);
            _json.WriteEndObject();
            await FlushIfMuch();
        }
    }

    private void WriteDeleted(MessageView message, DateTimeOffset at)
    {
        WriteWhose(message);
        _json.WriteString("postedAt", message.PostedAt.UtcDateTime);
        _json.WriteString("deletedAt", at.UtcDateTime);
    }

    private void Write(MessageView message, IEnumerable<ReactionState> reactions)
    {
        WriteWhose(message);
        _json.WriteString("text", message.Text);
        _json.WriteString("markup", RoomWords.Of(message.Markup));
        WriteIfAny("replyTo", message.ReplyTo?.Value);
        WriteIfAny("parent", message.Parent?.Value);
        WriteIfAny("session", message.Session);
        WriteIfAny("mediaUrl", message.MediaUrl);
        Write(message.Links);
        WriteIfAny("payloadType", message.PayloadType);
        WriteRaw("payload", message.Payload);
        WriteRaw("extras", message.Extras);
        _json.WriteString("postedAt", message.PostedAt.UtcDateTime);
        WriteIfAny("claimedAt", message.ClaimedAt);
        _json.WriteString("shownAt", message.ShownAt.UtcDateTime);
        WriteIfAny("editedAt", message.EditedAt);
        _json.WriteNumber("comments", message.Comments);
        _json.WriteStartArray("attachments");
        foreach (var file in message.Attachments)
        {
            _json.WriteStartObject();
            WriteFile(file.File, file.FileName, file.ContentType, file.Size, file.Sha256, file.Width, file.Height);
            _json.WriteString("attachedAt", file.AttachedAt.UtcDateTime);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteStartArray("reactions");
        foreach (var reaction in reactions)
        {
            _json.WriteStartObject();
            _json.WriteString("emoji", reaction.Emoji);
            _json.WriteNumber("number", reaction.User.Value);
            _json.WriteString("id", reaction.ExternalId);
            _json.WriteString("at", reaction.At.UtcDateTime);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void Write(IReadOnlyList<MessageLink> links)
    {
        if (links is [])
            return;
        _json.WriteStartArray("links");
        foreach (var link in links)
        {
            _json.WriteStartObject();
            _json.WriteString("url", link.Url);
            _json.WriteString("type", link.Type == LinkType.Image ? "image" : "page");
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void WriteWhose(MessageView message)
    {
        _json.WriteNumber("number", message.Number.Value);
        _json.WriteString("id", message.Id);
        if (message.Author is { } author)
        {
            _json.WriteStartObject("author");
            _json.WriteNumber("number", author.Number.Value);
            _json.WriteString("id", author.ExternalId);
            _json.WriteString("username", author.Username);
            _json.WriteEndObject();
        }
        _json.WriteString("kind", RoomWords.Of(message.Kind));
    }

    private void Write(IReadOnlyList<SeenSegment> segments, MessageNumber number)
    {
        _json.WriteStartArray("seenBy");
        foreach (var segment in segments)
        {
            if (segment.First.Value > number.Value || segment.Last.Value < number.Value)
                continue;
            _json.WriteStartObject();
            _json.WriteNumber("number", segment.Seen.User.Value);
            _json.WriteString("at", segment.Seen.At.UtcDateTime);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void WriteFile(FileNumber file, string name, string type, long size, string sha256, int? width, int? height)
    {
        _json.WriteNumber("file", file.Value);
        _json.WriteString("name", name);
        _json.WriteString("contentType", type);
        _json.WriteNumber("size", size);
        _json.WriteString("sha256", sha256);
        WriteIfAny("width", width);
        WriteIfAny("height", height);
    }

    private void WriteIfAny(string name, string? value)
    {
        if (value is not null)
            _json.WriteString(name, value);
    }

    private void WriteIfAny(string name, long? value)
    {
        if (value is { } number)
            _json.WriteNumber(name, number);
    }

    private void WriteIfAny(string name, DateTimeOffset? value)
    {
        if (value is { } time)
            _json.WriteString(name, time.UtcDateTime);
    }

    private void WriteRaw(string name, string? json)
    {
        if (json is null)
            return;
        _json.WritePropertyName(name);
        _json.WriteRawValue(json, skipInputValidation: true);
    }

    private async ValueTask FlushIfMuch()
    {
        if (_json.BytesCommitted + _json.BytesPending - _flushed < FlushedAt)
            return;
        _json.Flush();
        _flushed = _json.BytesCommitted;
        await _pipe.FlushAsync(_cancellation);
    }
}
