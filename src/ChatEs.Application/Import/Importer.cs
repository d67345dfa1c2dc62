using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Application.Import;

/// <summary>
/// Brings the conversations of a file into a tenant: rooms, authors, and all that was said and done there in the order of
/// the file with the times that it claims. A second run, or a run after one that was killed, adds what is missing and
/// nothing else.
/// </summary>
public sealed class Importer(
    CommandBus bus, Validators validators, Numbers numbers, UserDirectory directory, UserQueries users, TenantQueries tenants, ImportQueries queries)
{
    /// <summary>So few are sent one after the other; among more nobody looks for an order, and they share their commits.</summary>
    private const int FewRooms = 4;

    private readonly LineCommands _commands = new(validators);

    /// <summary>
    /// While one chunk is carried out the next is read and looked up. A room's lines are in the log before the next ones
    /// of that room are sent, so whatever ends this run leaves a beginning of the file and no hole: what a line does to
    /// the membership is done once and in its order.
    /// </summary>
    public async Task<Outcome<ImportReport>> Run(
        string tenant, ImportSource source, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        if (await tenants.Get(tenant, cancellation) is null)
            return Outcome<ImportReport>.Refused(new Refusal(RefusalCode.TenantNotFound, $"There is no tenant {tenant}."));
        var context = TenantAdministration.Operator(tenant) with { CorrelationId = $"import:{Path.GetFileName(source.Name)}" };
        var known = new ImportDirectory(bus, numbers, directory, users, context);
        var (report, ids) = (new ImportReport(), new LineIds(tenant));
        var carryingOut = Task.FromResult<IReadOnlyCollection<PendingRoom>>([]);
        try
        {
            await foreach (var lines in source.Chunks(cancellation))
            {
                var chunk = await LookUp(tenant, lines, ids, known, cancellation);
                foreach (var (id, line) in (await carryingOut).SelectMany(room => room.Stored))
                    chunk.Existing[id] = line;
                carryingOut = CarryOut(chunk, report, context, cancellation);
                progress?.Report(new ImportProgress(source.BytesRead, source.TotalBytes, report.Lines, report.Posted));
            }
        }
        finally
        {
            await ((Task)carryingOut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        await carryingOut;
        progress?.Report(new ImportProgress(source.BytesRead, source.TotalBytes, report.Lines, report.Posted));
        return Outcome<ImportReport>.Done(report);
    }

    private async Task<ImportChunk> LookUp(
        string tenant, IReadOnlyList<ImportLine> lines, LineIds ids, ImportDirectory known, CancellationToken cancellation)
    {
        var entries = lines.OfType<ImportLine.Entry>().Select(ids.Identify).ToList();
        return new ImportChunk(
            lines,
            entries,
            await known.Rooms(entries.Select(e => e.Line.RoomName), cancellation),
            await known.Authors(entries.SelectMany(e => e.Line.Authors.Concat(e.Line.Others)), cancellation),
            await queries.Existing(tenant, ImportChunk.Messages(entries), ImportChunk.Edits(entries), cancellation));
    }

    /// <returns>The rooms, which know what is in the log by now and was not yet when the next chunk was looked up.</returns>
    private async Task<IReadOnlyCollection<PendingRoom>> CarryOut(
        ImportChunk chunk, ImportReport report, CommandContext context, CancellationToken cancellation)
    {
        var rooms = new Dictionary<RoomNumber, PendingRoom>();
        foreach (var line in chunk.Lines)
            report.Read(line);
        foreach (var entry in chunk.Entries)
            Queue(entry, chunk, rooms, report);
        if (rooms.Count > FewRooms)
            await Task.WhenAll(rooms.Values.Select(room => Send(room, context, cancellation)));
        else
            await InTurn(rooms, chunk, context, cancellation);
        foreach (var (number, room) in rooms)
        {
            foreach (var (line, results) in room.Answered)
                report.CarriedOut(line, results);
            foreach (var (line, there) in room.Overtaken)
                report.FoundThere(line.Line, number, there);
        }
        return rooms.Values;
    }

    /// <summary>The room of the last line comes last, so that the rooms are in the order in which the file was active in them.</summary>
    private async Task InTurn(Dictionary<RoomNumber, PendingRoom> rooms, ImportChunk chunk, CommandContext context, CancellationToken cancellation)
    {
        foreach (var number in chunk.Entries.Select(entry => chunk.Rooms[entry.Line.RoomName].Number).Reverse().Distinct().Reverse())
        {
            if (rooms.TryGetValue(number, out var room))
                await Send(room, context, cancellation);
        }
    }

    private void Queue(IdentifiedLine entry, ImportChunk chunk, Dictionary<RoomNumber, PendingRoom> rooms, ImportReport report)
    {
        var line = entry.Line;
        var (number, noRoom) = chunk.Rooms[line.RoomName];
        if (noRoom is null)
            report.Room(line.RoomName).Number = number;
        var outcome = _commands.Of(entry, chunk);
        if (outcome.Result is not { } pending)
        {
            report.Refuse(line.Number, line.RoomName, outcome.Refusal!.Message);
            return;
        }
        if (!rooms.TryGetValue(number, out var room))
            rooms.Add(number, room = new PendingRoom(number, chunk.Existing));
        if (chunk.Existing.TryGetValue(entry.Id, out var there))
            report.FoundThere(line, number, there);
        else if (line is not ImportLine.Edit || room.IsThere(entry.Target!.Value) is true)
            report.Room(line.RoomName).AlreadyThere += room.Add(pending) ? 0 : 1;
        else if (room.IsThere(entry.Target!.Value) is false)
            report.LeaveOut(line.RoomName, "edits of deleted messages");
        else
            report.Refuse(line.Number, line.RoomName, "The message that it edits is not there.");
    }

    /// <summary>
    /// Another import of the same file may carry out the same lines at the same time. One of the two commands stands; the
    /// other is refused as a whole, leaves out what is there now, and sends the rest.
    /// </summary>
    private async Task Send(PendingRoom room, CommandContext context, CancellationToken cancellation)
    {
        while (!room.IsEmpty)
        {
            var outcome = await bus.Send(room.Next(), context, cancellation);
            if (outcome.Result is { } result)
            {
                room.Answer(result.Commands);
                continue;
            }
            if (outcome.Refusal!.Code != RefusalCode.AlreadyTaken)
            {
                room.Refuse(outcome.Refusal);
                continue;
            }
            var sent = room.Sent.ToList();
            var found = await queries.Existing(context.Caller.Tenant, [.. sent.Select(l => l.Id)], ImportChunk.Edits(sent), cancellation);
            if (!room.Leave(found))
                throw new InvalidOperationException($"{outcome.Refusal.Message} Yet none of the lines is there.");
        }
    }
}
