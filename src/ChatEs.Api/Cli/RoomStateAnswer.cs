using System.IO.Pipelines;
using ChatEs.Application.Auditing;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using Spectre.Console;

namespace ChatEs.Api.Cli;

/// <summary>A room as it was, for a person (its newest messages) or as one JSON object (all of it, written as it is read).</summary>
internal static class RoomStateAnswer
{
    private const int MessagesShown = 20;
    private const int MembersShown = 20;

    public static Task Show(Terminal terminal, string tenant, RoomNumber room, RoomAsOf state, CancellationToken cancellation) =>
        terminal.Json ? Write(terminal.Streams, tenant, room, state, cancellation) : Draw(terminal, tenant, room, state, cancellation);

    private static async Task Draw(Terminal terminal, string tenant, RoomNumber number, RoomAsOf state, CancellationToken cancellation)
    {
        var room = (await state.Reads.Rooms.Get(tenant, number, viewer: null, cancellation))!;
        terminal.Answer(
            0, null!,
            $"Room {number} '{room.Name}' ({room.Kind}, {room.Visibility}) at version {state.Version:N0}, sequence {state.Sequence:N0}, {state.Time:u}",
            $"{room.MemberCount:N0} participants, {room.LastMessage.Value:N0} messages so far");
        var members = (await state.Reads.Members.Page(tenant, number, null, null, MembersShown, cancellation))!;
        var people = new Table().AddColumns("participant", "moderator", "joined");
        foreach (var member in members.Members)
            people.AddRow(Markup.Escape(member.ExternalId), member.Moderator ? "yes" : "", $"{member.JoinedAt:u}");
        terminal.Draw(people);
        var page = (await state.Reads.Messages.Page(tenant, number, null, new PageRequest.Newest(MessagesShown), cancellation))!;
        var messages = new Table().AddColumns("number", "author", "shown at", "text");
        foreach (var message in page.Messages)
            messages.AddRow($"{message.Number}", Markup.Escape(message.Author?.ExternalId ?? ""), $"{message.ShownAt:u}", Markup.Escape(message.Text));
        terminal.Draw(messages);
        if (members.HasMore || page.HasBefore)
            terminal.Answer(0, null!, "There is more; --json has all of it.");
    }

    private static async Task Write(Streams streams, string tenant, RoomNumber room, RoomAsOf state, CancellationToken cancellation)
    {
        var pipe = PipeWriter.Create(streams.RawOutput, new StreamPipeWriterOptions(leaveOpen: true));
        await RoomStateJson.Write(pipe, tenant, room, state, cancellation);
        await pipe.WriteAsync("\n"u8.ToArray(), cancellation);
        await pipe.CompleteAsync();
    }
}
