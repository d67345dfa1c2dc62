using System.Text.Json;
using ChatEs.Application;
using ChatEs.Application.Auditing;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using Spectre.Console;

namespace ChatEs.Api.Cli;

/// <summary>A room as it was, for a person (its newest messages) or as one JSON object (all of it, written as it is read).</summary>
internal static class RoomStateAnswer
{
    private const int MessagesShown = 20;
    private const int MembersShown = 20;
    private const int PageSize = 1_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = Wire.Encoder };

    public static Task Show(Terminal terminal, string tenant, RoomNumber room, RoomAsOf state, CancellationToken cancellation) =>
        terminal.Json ? Write(tenant, room, state, cancellation) : Draw(terminal, tenant, room, state, cancellation);

    private static async Task Draw(Terminal terminal, string tenant, RoomNumber number, RoomAsOf state, CancellationToken cancellation)
    {
        var room = (await state.Rooms.Get(tenant, number, viewer: null, cancellation))!;
        terminal.Answer(
            0, null!,
            $"Room {number} '{room.Name}' ({room.Kind}, {room.Visibility}) at version {state.Version:N0}, sequence {state.Sequence:N0}, {state.Time:u}",
            $"{room.MemberCount:N0} participants, {room.LastMessage.Value:N0} messages so far");
        var members = (await state.Members.Page(tenant, number, null, null, MembersShown, cancellation))!;
        var people = new Table().AddColumns("participant", "moderator", "joined");
        foreach (var member in members.Members)
            people.AddRow(Markup.Escape(member.ExternalId), member.Moderator ? "yes" : "", $"{member.JoinedAt:u}");
        terminal.Draw(people);
        var page = (await state.Messages.Page(tenant, number, null, new PageRequest.Newest(MessagesShown), cancellation))!;
        var messages = new Table().AddColumns("number", "author", "shown at", "text");
        foreach (var message in page.Messages)
            messages.AddRow($"{message.Number}", Markup.Escape(message.Author?.ExternalId ?? ""), $"{message.ShownAt:u}", Markup.Escape(message.Text));
        terminal.Draw(messages);
        if (members.HasMore || page.HasBefore)
            terminal.Answer(0, null!, "There is more; --json has all of it.");
    }

    private static async Task Write(string tenant, RoomNumber number, RoomAsOf state, CancellationToken cancellation)
    {
        var room = (await state.Rooms.Get(tenant, number, viewer: null, cancellation))!;
        await using var output = Console.OpenStandardOutput();
        await using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("tenant", tenant);
        writer.WriteNumber("room", number.Value);
        writer.WriteNumber("version", state.Version);
        writer.WriteNumber("sequence", state.Sequence);
        writer.WriteString("time", state.Time.UtcDateTime);
        writer.WriteString("kind", Word(room.Kind));
        writer.WriteString("visibility", Word(room.Visibility));
        writer.WriteString("name", room.Name);
        if (room.Key is not null)
            writer.WriteString("key", room.Key);
        writer.WriteNumber("participantCount", room.MemberCount);
        writer.WriteNumber("lastMessage", room.LastMessage.Value);
        await WriteMembers(writer, tenant, number, state, cancellation);
        await WriteMessages(writer, tenant, number, state, cancellation);
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation);
        await output.WriteAsync("\n"u8.ToArray(), cancellation);
    }

    private static async Task WriteMembers(Utf8JsonWriter writer, string tenant, RoomNumber room, RoomAsOf state, CancellationToken cancellation)
    {
        writer.WriteStartArray("participants");
        MemberPage page;
        MemberCursor? after = null;
        do
        {
            page = (await state.Members.Page(tenant, room, null, after, PageSize, cancellation))!;
            foreach (var member in page.Members)
            {
                writer.WriteStartObject();
                writer.WriteNumber("user", member.User.Value);
                writer.WriteString("id", member.ExternalId);
                writer.WriteString("username", member.Username);
                writer.WriteBoolean("moderator", member.Moderator);
                writer.WriteString("joinedAt", member.JoinedAt.UtcDateTime);
                writer.WriteNumber("unread", await state.Unread.OfRoom(tenant, room, member.User, cancellation) ?? 0);
                writer.WriteEndObject();
                after = new(member.JoinedAt, member.User);
            }
            await writer.FlushAsync(cancellation);
        }
        while (page.HasMore);
        writer.WriteEndArray();
    }

    private static async Task WriteMessages(Utf8JsonWriter writer, string tenant, RoomNumber room, RoomAsOf state, CancellationToken cancellation)
    {
        writer.WriteStartArray("messages");
        MessagePage page;
        var after = default(MessageNumber);
        do
        {
            page = (await state.Messages.Page(tenant, room, null, new PageRequest.After(after, PageSize), cancellation))!;
            if (page.Messages is not [var first, ..])
                break;
            after = page.Messages[^1].Number;
            var seen = await state.Receipts.ReadersOfPage(tenant, room, first.Number, after, cancellation);
            foreach (var message in page.Messages)
                Write(writer, message, seen.GetValueOrDefault(message.Number) ?? []);
            await writer.FlushAsync(cancellation);
        }
        while (page.HasAfter);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, MessageView message, IReadOnlyList<Application.ReadModels.Receipts.Seen> seen)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number", message.Number.Value);
        writer.WriteString("id", message.Id);
        if (message.Author is { } author)
            writer.WriteString("author", author.ExternalId);
        writer.WriteString("kind", Word(message.Kind));
        writer.WriteString("text", message.Text);
        writer.WriteString("postedAt", message.PostedAt.UtcDateTime);
        writer.WriteString("shownAt", message.ShownAt.UtcDateTime);
        if (message.ReplyTo is { } replyTo)
            writer.WriteNumber("replyTo", replyTo.Value);
        if (message.Parent is { } parent)
            writer.WriteNumber("parent", parent.Value);
        writer.WriteStartArray("seenBy");
        foreach (var reader in seen)
        {
            writer.WriteStartObject();
            writer.WriteNumber("user", reader.User.Value);
            writer.WriteString("at", reader.At.UtcDateTime);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
