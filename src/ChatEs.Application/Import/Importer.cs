using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>
/// Brings the conversations of a file into a tenant: rooms, authors, and messages in the order of the file with the
/// times that it claims. A second run, or a run after one that was killed, posts what is missing and nothing else.
/// </summary>
public sealed class Importer(
    CommandBus bus, Validators validators, Numbers numbers, UserDirectory directory, UserQueries users, TenantQueries tenants, ImportQueries queries)
{
    /// <summary>
    /// While one chunk is being posted the next is read and looked up. A room's messages are in the log before the next
    /// ones of that room are sent, so whatever ends this run leaves a beginning of the file and no hole.
    /// </summary>
    public async Task<Outcome<ImportReport>> Run(
        string tenant, ImportSource source, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        if (await tenants.Get(tenant, cancellation) is null)
            return Outcome<ImportReport>.Refused(new Refusal(RefusalCode.TenantNotFound, $"There is no tenant {tenant}."));
        var context = TenantAdministration.Operator(tenant) with { CorrelationId = $"import:{Path.GetFileName(source.Name)}" };
        var known = new ImportDirectory(bus, numbers, directory, users, context);
        var report = new ImportReport();
        var posting = Task.FromResult(new Dictionary<Guid, ImportedMessage>());
        try
        {
            await foreach (var lines in source.Chunks(cancellation))
            {
                var chunk = await LookUp(tenant, lines, known, cancellation);
                foreach (var (id, message) in await posting)
                    chunk.Existing[id] = message;
                posting = Post(chunk, report, context, cancellation);
                progress?.Report(new ImportProgress(source.BytesRead, source.TotalBytes, report.Lines, report.Posted));
            }
        }
        finally
        {
            await ((Task)posting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        await posting;
        progress?.Report(new ImportProgress(source.BytesRead, source.TotalBytes, report.Lines, report.Posted));
        return Outcome<ImportReport>.Done(report);
    }

    private async Task<ImportChunk> LookUp(
        string tenant, IReadOnlyList<ImportLine> lines, ImportDirectory known, CancellationToken cancellation)
    {
        var messages = lines.OfType<ImportLine.Message>().ToList();
        return new ImportChunk(
            tenant,
            lines,
            await known.Rooms(messages.Select(m => m.RoomName), cancellation),
            await known.Authors(messages.Select(m => m.Author), cancellation),
            await queries.Existing(tenant, [.. ImportChunk.Ids(tenant, messages)], cancellation));
    }

    /// <returns>The messages that are in the log by now and were not yet when the next chunk was looked up.</returns>
    private async Task<Dictionary<Guid, ImportedMessage>> Post(
        ImportChunk chunk, ImportReport report, CommandContext context, CancellationToken cancellation)
    {
        var rooms = new Dictionary<RoomNumber, PendingRoom>();
        foreach (var line in chunk.Lines)
        {
            report.Read(line);
            if (line is ImportLine.Message message)
                Queue(message, chunk, rooms, report);
        }
        await Task.WhenAll(rooms.Values.Select(room => Send(room, chunk.Existing, context, cancellation)));
        return Tally(rooms.Values, report);
    }

    private void Queue(ImportLine.Message line, ImportChunk chunk, Dictionary<RoomNumber, PendingRoom> rooms, ImportReport report)
    {
        var (room, noRoom) = chunk.Rooms[line.RoomName];
        var (author, noAuthor) = chunk.Authors[line.Author];
        if (noRoom is null)
            report.Room(line.RoomName).Number = room;
        var id = ImportIds.MessageId(chunk.Tenant, line.RoomName, line.Id);
        var command = new PostMessage(room, id, author, MessageKind.Text, line.Text, ClaimedAt: line.At, ReserveId: true);
        if ((noRoom ?? noAuthor ?? validators.Check(command)) is { } refusal)
        {
            report.Refuse(line.Number, line.RoomName, refusal.Message);
            return;
        }
        if (!rooms.TryGetValue(room, out var pending))
            rooms.Add(room, pending = new PendingRoom(room));
        Guid? target = line.ReplyTo is { } replyTo ? ImportIds.MessageId(chunk.Tenant, line.RoomName, replyTo) : null;
        if (chunk.Existing.TryGetValue(id, out var there))
            report.FoundThere(line, room, there);
        else if (!pending.Add(new PendingMessage(line, command, target)))
            report.Room(line.RoomName).AlreadyThere++;
    }

    /// <summary>
    /// Another import of the same file may post the same messages at the same time. One of the two commands stands; the
    /// other is refused as a whole, leaves out what is there now, and sends the rest.
    /// </summary>
    private async Task Send(
        PendingRoom room, Dictionary<Guid, ImportedMessage> existing, CommandContext context, CancellationToken cancellation)
    {
        var known = existing;
        while (room.Messages.Count > 0)
        {
            var outcome = await bus.Send(room.Command(known), context, cancellation);
            if (outcome.Result is { } result)
            {
                room.Answer(result.Commands);
                return;
            }
            if (outcome.Refusal!.Code != RefusalCode.AlreadyTaken)
            {
                room.Answer([.. room.Messages.Select(_ => new CarriedOut(null, null, outcome.Refusal))]);
                return;
            }
            var found = await queries.Existing(context.Caller.Tenant, [.. room.Messages.Select(m => m.Command.Id)], cancellation);
            if (!room.Leave(found))
                throw new InvalidOperationException($"Room {room.Room}: {outcome.Refusal.Message} Yet there is no such message.");
            known = new(known.Concat(found).DistinctBy(m => m.Key));
        }
    }

    private static Dictionary<Guid, ImportedMessage> Tally(IEnumerable<PendingRoom> rooms, ImportReport report)
    {
        var posted = new Dictionary<Guid, ImportedMessage>();
        foreach (var room in rooms)
        {
            foreach (var (message, result) in room.Answered)
            {
                if (result.Number is not { } number)
                {
                    report.Refuse(message.Line.Number, message.Line.RoomName, result.Refusal!.Message);
                    continue;
                }
                report.Post(message.Line, quoteLost: message.Target is not null && result.Command is PostMessage { ReplyTo: null });
                posted.Add(message.Command.Id, new ImportedMessage(room.Room, number, Deleted: false));
            }
            foreach (var (message, there) in room.Overtaken)
            {
                report.FoundThere(message.Line, room.Room, there);
                posted.Add(message.Command.Id, there);
            }
        }
        return posted;
    }
}
