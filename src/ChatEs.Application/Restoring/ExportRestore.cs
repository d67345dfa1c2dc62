using ChatEs.Application.Auditing.Exports;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.EventStore.Restoring;
using ChatEs.EventStore.Serialization;
using Npgsql;

namespace ChatEs.Application.Restoring;

/// <param name="Tenant">Null when the whole log was restored.</param>
/// <param name="Restored">Written by this run; less than <paramref name="Events"/> when an earlier one was broken off.</param>
/// <param name="KeptSequences">Whether every event stands at the place in the log that it had.</param>
public sealed record RestoreReport(string? Tenant, long Events, long Restored, long Streams, bool KeptSequences);

/// <summary>
/// Puts an export back: the whole log into an empty one, at the same places; or one tenant behind whatever others have
/// there, at new places, everything else as it was. An export is verified before anything is written. Run again after it
/// was broken off, it goes on.
/// </summary>
/// <remarks>
/// What is no event is not in an export: secrets of keys, passwords and tokens, the bytes of files, records of idempotency.
/// </remarks>
public sealed class ExportRestore(string connectionString, NpgsqlDataSource db, EventTypes types)
{
    private const int EventsAtOnce = 2_000;
    private const long OneAtATime = 0x5265_7374_6F72_65; // "Restore"

    /// <exception cref="IOException">There is no such export.</exception>
    /// <exception cref="FormatException">What is there is no export.</exception>
    public async Task<Outcome<RestoreReport>> Run(
        string folder, IProgress<ExportProgress>? verifying, IProgress<ExportProgress>? restoring, CancellationToken cancellation)
    {
        var report = await ExportVerifier.Verify(folder, key: null, kept: null, verifying, cancellation);
        if (report.Faults is [var fault, ..])
            return Refused(RefusalCode.Invalid, $"The export is not as it was written: {(fault.Sequence > 0 ? $"sequence {fault.Sequence}: " : "")}{fault.Problem}.");
        if (report.Room is not null)
            return Refused(RefusalCode.Invalid, "The export of one room is evidence, not a copy: the people in it are not there. Export the tenant.");
        var export = await ExportReader.Open(folder, cancellation);
        await using var one = await AdvisoryLock.Try(db, OneAtATime, cancellation);
        if (one is null)
            return Refused(RefusalCode.Conflict, "An export is being restored into this database already.");

        var contents = await Contents(export, cancellation);
        var there = await There(export, contents, cancellation);
        if (there.Refusal is { } refusal)
            return Outcome<RestoreReport>.Refused(refusal);
        await Draw(contents, cancellation);
        try
        {
            await Write(export, there.Result!.Events, restoring, cancellation);
        }
        catch (RestoreConflictException conflict)
        {
            return Refused(RefusalCode.Conflict, $"{conflict.Message} Somebody else writes here; what was restored stays, and running it again goes on there.");
        }
        await Execute(RestoreSql.Reservations, cancellation, Sql.Texts([.. contents.Tenants]));
        return Outcome<RestoreReport>.Done(
            new RestoreReport(report.Tenant, report.Events, report.Events - there.Result.Events, report.Streams, KeptSequences: export.Manifest.Tenant is null));
    }

    /// <summary>Whose numbers the export takes.</summary>
    private static async Task<ExportContents> Contents(ExportReader export, CancellationToken cancellation)
    {
        var contents = new ExportContents();
        await foreach (var head in export.Heads(new FileDigest(), cancellation))
            contents.Add(head.Stream);
        await foreach (var e in export.Events(new FileDigest(), cancellation))
            contents.AddFiles(e);
        return contents;
    }

    /// <summary>How much of the export is in the database: nothing, or the beginning of it, and nothing else.</summary>
    private async Task<Outcome<AlreadyThere>> There(ExportReader export, ExportContents contents, CancellationToken cancellation)
    {
        var tenants = export.Manifest.Tenant is null ? Sql.NoTexts() : Sql.Texts([.. contents.Tenants]);
        var count = (await db.Read(RestoreSql.Count, [tenants.Clone()], row => row.GetInt64(0), cancellation))[0];
        if (count == 0)
        {
            // Into an empty log everything goes, whatever a process that has just started has drawn.
            var isEmpty = export.Manifest.Tenant is null;
            return !isEmpty && await Taken(contents, cancellation) is { } taken
                ? Outcome<AlreadyThere>.Refused(taken)
                : Outcome<AlreadyThere>.Done(new AlreadyThere(0));
        }
        var place = Math.Min(count, export.Manifest.Events);
        var found = await db.Read(
            RestoreSql.Nth, [tenants, Sql.Number(place)],
            row => (Stream: new StreamKey(row.GetString(0), row.GetString(1)), Version: row.GetInt64(2), Hash: row.GetFieldValue<byte[]>(3)), cancellation);
        var exported = await export.Events(new FileDigest(), cancellation).Skip((int)place - 1).FirstOrDefaultAsync(cancellation);
        var isSame = exported is not null && found is [var (stream, version, hash)]
            && stream == exported.Stream && version == exported.Version && hash.AsSpan().SequenceEqual(exported.Hash);
        return isSame
            ? Outcome<AlreadyThere>.Done(new AlreadyThere(place))
            : Outcome<AlreadyThere>.Refused(new(
                RefusalCode.Conflict,
                export.Manifest.Tenant is { } tenant
                    ? $"Tenant {tenant} has events here that are not those of the export: restore it into a database that does not know it."
                    : "The log is not empty, and what it holds is not the beginning of the export: restore it into an empty database."));
    }

    /// <summary>
    /// Numbers of rooms, users and files are hashed into the events and cannot be changed, and two tenants cannot share one.
    /// What a running process has drawn and not used yet is as good as taken.
    /// </summary>
    private async Task<Refusal?> Taken(ExportContents contents, CancellationToken cancellation)
    {
        var (rooms, users, files) = (await db.Read(
            RestoreSql.Drawn, [], row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellation))[0];
        return Met("room", contents.Rooms, rooms) ?? Met("user", contents.Users, users) ?? Met("file", contents.Files, files);

        static Refusal? Met(string what, HashSet<long> exported, long drawn) => exported.Count > 0 && exported.Min() <= drawn
            ? new(
                RefusalCode.Conflict,
                $"The numbers of {what}s up to {drawn} have been given out here, and the export has {what} {exported.Min()}: restore it into a database of its own.")
            : null;
    }

    private Task Draw(ExportContents contents, CancellationToken cancellation) => Execute(
        RestoreSql.Draw, cancellation,
        Sql.Number(contents.Rooms.DefaultIfEmpty().Max()), Sql.Number(contents.Users.DefaultIfEmpty().Max()), Sql.Number(contents.Files.DefaultIfEmpty().Max()));

    private async Task Write(ExportReader export, long there, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        // Its connections are set up for projections, and must not go back among those that queries use.
        await using var writing = ChatEsDatabase.DataSource(connectionString);
        var restorer = new LogRestorer(writing, types, ReadModelSet.All, TypeOf);
        var written = there;
        await foreach (var chunk in export.Events(new FileDigest(), cancellation).Skip((int)there).Chunk(EventsAtOnce).WithCancellation(cancellation))
        {
            await restorer.Append(chunk, keepSequences: export.Manifest.Tenant is null, cancellation);
            written += chunk.Length;
            progress?.Report(new(chunk[^1].Sequence, export.Manifest.LastSequence, written));
        }
    }

    private static string TypeOf(StreamKey stream) => stream.Id.Split('-', 2)[0];

    private async Task Execute(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = db.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static Outcome<RestoreReport> Refused(RefusalCode code, string message) => Outcome<RestoreReport>.Refused(new(code, message));

    private sealed record AlreadyThere(long Events);
}
