using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Projections;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Serialization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.EventStore;

/// <summary>
/// The event store of one process: appends through the group-committing writer, reads through <see cref="Log"/>.
/// Any number of processes may share a database.
/// </summary>
public sealed class PostgresEventStore : IAsyncDisposable
{
    private readonly NpgsqlDataSource _db;
    private readonly GroupCommitWriter _writer;

    public PostgresEventStore(
        NpgsqlDataSource db, EventTypes types, IReadOnlyList<IInlineProjection> projections, TimeProvider clock, ILogger<PostgresEventStore> logger)
    {
        _db = db;
        Log = new LogReader(db, types);
        var executor = new BatchExecutor(new WriterConnection(db, clock), Cache, Log, new EventWriter(types), projections, clock);
        _writer = new GroupCommitWriter(executor, logger);
    }

    public LogReader Log { get; }

    public StreamCache Cache { get; } = new();

    /// <summary>A data source as the store wants it: statements prepared by use, and the schemas in the search path.</summary>
    /// <param name="readModels">The schema that unqualified table names mean: the live one, or a shadow.</param>
    public static NpgsqlDataSource DataSource(string connectionString, string readModels)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = $"{readModels}, events, vault",
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            Enlist = false,
            NoResetOnClose = true,
            ApplicationName = "chates",
        };
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>
    /// Has a command decided and stored. It may be decided several times before an answer stands: the last time on the
    /// newest version of its stream, whoever else was writing.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the command may be carried out all the same.</exception>
    public async Task<AppendResult> Execute(IDecider decider, CancellationToken cancellation = default)
    {
        while (true)
        {
            var state = await StateFor(decider, cancellation);
            if (state is not null && await _writer.Submit(new Submission(decider, state), cancellation) is { } result)
                return result;
        }
    }

    /// <summary>Starts a stream with its first events.</summary>
    /// <exception cref="WrongExpectedVersionException">The stream exists.</exception>
    public Task<AppendResult> StartStream(
        StreamKey stream, StreamFamily family, IReadOnlyList<object> events, EventMetadata? metadata = null, CancellationToken cancellation = default) =>
        Append(stream, family, ExpectedVersion.NoStream, events, metadata, cancellation);

    /// <summary>Appends events that need no decision.</summary>
    /// <exception cref="WrongExpectedVersionException">The stream is at another version.</exception>
    public Task<AppendResult> Append(
        StreamKey stream, StreamFamily family, ExpectedVersion expected, IReadOnlyList<object> events,
        EventMetadata? metadata = null, CancellationToken cancellation = default) =>
        Append(new PlainAppend(stream, family, expected, events, metadata ?? EventMetadata.None), cancellation);

    /// <summary>
    /// Removes the personal part and the salt of events of the stream's tenant, and appends the trace of it to the
    /// stream, in one transaction. Events without a personal part, or erased before, are left as they are.
    /// </summary>
    public Task<AppendResult> ErasePersonal(
        StreamKey stream, StreamFamily family, IReadOnlyList<long> sequences, EventMetadata? metadata = null, CancellationToken cancellation = default) =>
        Append(
            new PlainAppend(stream, family, ExpectedVersion.Any, [new PersonalDataErased(sequences)], metadata ?? EventMetadata.None)
            {
                Also = batch => batch.BatchCommands.Add(new NpgsqlBatchCommand("select events.erase_personal($1, $2)")
                {
                    Parameters = { new() { Value = stream.Tenant }, new() { Value = sequences.ToArray() } },
                }),
            },
            cancellation);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task<AppendResult> Append(PlainAppend append, CancellationToken cancellation)
    {
        var result = await Execute(append, cancellation);
        return result.Answer is WrongExpectedVersionException wrong ? throw wrong : result;
    }

    private async ValueTask<CachedStream?> StateFor(IDecider decider, CancellationToken cancellation)
    {
        var cached = Cache.Get(decider.Stream);
        if (cached is not null && decider.Knows(cached.State))
            return cached;
        if (cached is null && decider.StartsStream)
            return CachedStream.Empty(decider.Stream, decider.Family);
        return Cache.Merge(await decider.Family.Load(_db, decider, cancellation), decider.Family);
    }
}
