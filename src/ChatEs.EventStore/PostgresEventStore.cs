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
    /// <summary>After so many a command no longer relies on the cache, which other commands may crowd.</summary>
    private const int SharedAttempts = 3;

    private const int MaxAttempts = 20;

    private readonly NpgsqlDataSource _db;
    private readonly GroupCommitWriter _writer;
    private readonly ReservedNames _names;

    public PostgresEventStore(
        NpgsqlDataSource db, EventTypes types, IReadOnlyList<IInlineProjection> projections, TimeProvider clock, ILogger<PostgresEventStore> logger)
    {
        _db = db;
        _names = new ReservedNames(db);
        Log = new LogReader(db, types);
        var connection = new WriterConnection(db, clock);
        var executor = new BatchExecutor(connection, Cache, new CatchingUp(connection, Cache, Log), new EventWriter(types), projections, clock);
        _writer = new GroupCommitWriter(executor, logger);
    }

    public LogReader Log { get; }

    public StreamCache Cache { get; } = new();

    /// <summary>How many commands wait for the next batch.</summary>
    public int Waiting => _writer.Waiting;

    /// <summary>
    /// The database is away: commands that wait for the next batch are answered with the exception now. None of them has
    /// been sent, so none will be carried out.
    /// </summary>
    public void FailWaiting(Exception exception) => _writer.FailWaiting(exception);

    /// <summary>Whether the server ended the connection by this, for a reason that may pass.</summary>
    public static bool EndsTheConnection(PostgresException exception) => WriterConnection.EndsTheConnection(exception);

    /// <summary>A data source as the store wants it: statements prepared by use, and the schemas in the search path.</summary>
    /// <param name="readModels">The schema that unqualified table names mean: the live one, or a shadow.</param>
    /// <param name="steady">With <see cref="SteadyPlans"/>, for a process that serves; not for jobs that go through whole tables.</param>
    public static NpgsqlDataSource DataSource(string connectionString, string readModels, bool steady = false)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = $"{readModels}, events, vault",
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            Enlist = false,
            NoResetOnClose = true,
            // A page of a hundred messages, or a batch of a hundred posts, goes through in one turn; each more is a system
            // call, and often a change of threads.
            ReadBufferSize = 1 << 15,
            WriteBufferSize = 1 << 15,
            ApplicationName = "chates",
        };
        if (steady)
            settings.Options = $"{settings.Options ?? Environment.GetEnvironmentVariable("PGOPTIONS")} {SteadyPlans.Options}".TrimStart();
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>
    /// Has a command decided and stored. It may be decided several times before an answer stands: the last time on the
    /// newest version of its stream, whoever else was writing.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the command may be carried out all the same.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed before the command was taken.</exception>
    /// <exception cref="UnknownOutcomeException">The database went away in the commit and did not come back in time.</exception>
    /// <exception cref="NpgsqlException">The database is away, or refuses the command; it was not carried out.</exception>
    public async Task<AppendResult> Execute(IDecider decider, CancellationToken cancellation = default)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await Prepare(decider, attempt, cancellation) is { } submission
                && await _writer.Submit(submission, cancellation) is { } result)
            {
                return result;
            }
        }
        throw new InvalidOperationException($"Stream {decider.Stream} moves away faster than it can be loaded: {MaxAttempts} attempts.");
    }

    /// <summary>Who has a name now; only a command that reserves it settles whose it is. Null when nobody has.</summary>
    public Task<string?> OwnerOf(string tenant, string kind, string key, CancellationToken cancellation = default) =>
        _names.OwnerOf(tenant, kind, key, cancellation);

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
    /// Removes the personal part and the salt of events of the stream, and appends the trace of it to the same stream, in
    /// one transaction. Events without a personal part, or erased before, are left as they are.
    /// </summary>
    /// <param name="versions">1 to <see cref="PersonalDataErased.MostVersions"/> of them, each once.</param>
    /// <param name="also">More commands for the transaction.</param>
    /// <exception cref="ArgumentException">There are none or too many, or one is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stream has no such version.</exception>
    public async Task<AppendResult> ErasePersonal(
        StreamKey stream, StreamFamily family, IReadOnlyList<long> versions, EventMetadata? metadata = null,
        Action<NpgsqlBatch>? also = null, CancellationToken cancellation = default)
    {
        if (versions.Count is 0 or > PersonalDataErased.MostVersions || versions.Distinct().Count() != versions.Count)
            throw new ArgumentException($"An erasure names 1 to {PersonalDataErased.MostVersions} versions, each once.", nameof(versions));
        var result = await Execute(new Erasure(stream, family, versions, metadata ?? EventMetadata.None, also), cancellation);
        return result.Answer is NoSuchVersion wrong
            ? throw new ArgumentOutOfRangeException(nameof(versions), wrong.Named, $"Stream {stream} is at version {wrong.Newest}.")
            : result;
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task<AppendResult> Append(PlainAppend append, CancellationToken cancellation)
    {
        var result = await Execute(append, cancellation);
        return result.Answer is WrongExpectedVersionException wrong ? throw wrong : result;
    }

    /// <returns>Null when what was loaded is older than what the cache has dropped points at: load again.</returns>
    private async ValueTask<Submission?> Prepare(IDecider decider, int attempt, CancellationToken cancellation)
    {
        var cached = Cache.Get(decider.Stream);
        if (attempt <= SharedAttempts && cached is not null && decider.Knows(cached.State))
            return new Submission(decider, cached);
        // Only once: where the stream exists after all, and is long, the writer sends the command back to load it.
        if (attempt == 1 && cached is null && decider.StartsStream)
            return new Submission(decider, CachedStream.Empty(decider.Stream, decider.Family));
        var loaded = await decider.Family.Load(_db, decider, cancellation);
        if (!decider.Knows(loaded.State))
            throw new InvalidOperationException($"What was loaded of stream {decider.Stream} does not know what {decider.GetType().Name} asks about.");
        if (attempt > SharedAttempts)
            return new Submission(decider, loaded) { Alone = true };
        // With what was loaded, not with all that it was joined to: the writer joins it again where the cache has moved on.
        return Cache.Merge(loaded, decider.Family) is null ? null : new Submission(decider, loaded);
    }
}
