using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Reading;
using MediatR;
using Npgsql;

namespace ChatEs.Application.Commands;

/// <summary>
/// Answers a repeated request from its record. The record itself is written by the appending transaction, so a crash
/// cannot part the two; refusals are not recorded.
/// </summary>
internal sealed class IdempotencyBehaviour<TCommand, TOutcome>(IdempotencyRecords records, CommandContext context)
    : IPipelineBehavior<TCommand, TOutcome>
    where TCommand : class, ICommand where TOutcome : IOutcome<TOutcome>
{
    public async Task<TOutcome> Handle(TCommand request, CancellationToken cancellationToken, RequestHandlerDelegate<TOutcome> next)
    {
        if (context.Idempotency is not { } idempotent)
            return await next();
        if (await Recorded(idempotent, cancellationToken) is { } first)
            return first;
        var outcome = await next();
        // Two requests with one key raced and this one lost: its answer is the winner's.
        return outcome.Refusal == CommandRunner.Repeated
            ? await Recorded(idempotent, cancellationToken) ?? outcome
            : outcome;
    }

    private async Task<TOutcome?> Recorded(IdempotentRequest request, CancellationToken cancellation)
    {
        var record = await records.Find(context.Caller.KeyOf(request), cancellation);
        if (record is null)
            return default;
        return record.Digest.AsSpan().SequenceEqual(request.Digest)
            ? TOutcome.Done(ResultJson.Read(record.Result, TOutcome.ResultType))
            : TOutcome.Refused(IdempotencyRecords.Mismatch(request.Key));
    }
}

/// <summary>The table <c>vault.idempotency</c>.</summary>
public sealed class IdempotencyRecords
{
    /// <summary>How long a retry finds the first answer.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    // Closed by offset 0, a probe of the index for each key: see SteadyPlans.
    private const string Records = """
        select k.tenant, k.principal, k.route, k.key, v.digest, v.result
        from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as k(tenant, principal, route, key)
        cross join lateral (
          select i.digest, i.result::text as result from vault.idempotency i
          where i.tenant_id = k.tenant and i.principal = k.principal and i.route = k.route and i.key = k.key offset 0) v
        """;

    private readonly NpgsqlDataSource _db;
    private readonly SharedLook<IdempotencyKey, IdempotencyRecord> _found;

    public IdempotencyRecords(NpgsqlDataSource db)
    {
        _db = db;
        _found = new(Read);
    }

    /// <returns>Null when there is none.</returns>
    public Task<IdempotencyRecord?> Find(IdempotencyKey key, CancellationToken cancellation) => _found.Find(key, cancellation);

    /// <summary>
    /// For what is done without a command, and does no harm when it is done twice: the first who gets here has his result
    /// recorded, and whoever comes with the same request gets that one.
    /// </summary>
    public async Task<Outcome<TResult>> Once<TResult>(CommandContext context, TResult result, CancellationToken cancellation) where TResult : class
    {
        if (context.Idempotency is not { } request)
            return Outcome<TResult>.Done(result);
        var key = context.Caller.KeyOf(request);
        await using var command = _db.CreateCommand("""
            insert into vault.idempotency (tenant_id, principal, route, key, digest, result, created_at)
            values ($1, $2, $3, $4, $5, $6::jsonb, clock_timestamp())
            on conflict do nothing
            """);
        foreach (var value in new object[] { key.Tenant, key.Principal, key.Route, key.Key, request.Digest, ResultJson.Write(result) })
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
        var record = await Find(key, cancellation);
        return record is null || record.Digest.AsSpan().SequenceEqual(request.Digest)
            ? Outcome<TResult>.Done(record is null ? result : (TResult)ResultJson.Read(record.Result, typeof(TResult)))
            : Outcome<TResult>.Refused(Mismatch(request.Key));
    }

    internal static Refusal Mismatch(string key) =>
        new(RefusalCode.IdempotencyMismatch, $"The Idempotency-Key '{key}' was used with another request.");

    /// <returns>How many records were older than <see cref="KeptFor"/> and are gone now.</returns>
    public async Task<int> RemoveExpired(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = _db.CreateCommand("delete from vault.idempotency where created_at < $1");
        command.Parameters.Add(new() { Value = (now - KeptFor).UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<Dictionary<IdempotencyKey, IdempotencyRecord>> Read(IReadOnlyCollection<IdempotencyKey> keys)
    {
        var records = await _db.Read(
            Records,
            [
                Sql.Texts([.. keys.Select(k => k.Tenant)]), Sql.Texts([.. keys.Select(k => k.Principal)]), Sql.Texts([.. keys.Select(k => k.Route)]),
                Sql.Texts([.. keys.Select(k => k.Key)]),
            ],
            row => new IdempotencyRecord(
                new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), row.GetFieldValue<byte[]>(4), row.GetString(5)),
            CancellationToken.None);
        return records.ToDictionary(record => record.Key);
    }
}

internal static class IdempotencyKeys
{
    public static IdempotencyKey KeyOf(this Caller caller, IdempotentRequest request) =>
        new(caller.Tenant, caller.Principal, request.Route, request.Key);
}
