using System.Diagnostics;
using ChatEs.Application.ReadModels;
using Npgsql;

namespace ChatEs.Application.Webhooks;

public enum DeliveryOutcome
{
    Delivered,
    /// <summary>Tried again later.</summary>
    Failed,
    /// <summary>The receiver refused it; it waits to be sent again by hand.</summary>
    Parked,
    /// <summary>Was parked, and is delivered since.</summary>
    Resent,
}

/// <summary>One attempt to deliver one request.</summary>
/// <param name="Sequence">Of the event; null for a test.</param>
/// <param name="Part">Which of the requests that the event means.</param>
/// <param name="Type">Of the event, in the words of the webhook's form.</param>
/// <param name="Attempt">1 is the first.</param>
/// <param name="Status">Of the answer; null: there was none.</param>
/// <param name="Answer">The beginning of the answer's body.</param>
public sealed record DeliveryView(
    string WebhookId, long Number, long? Sequence, long Part, string Type, DeliveryOutcome Outcome, int Attempt, string Url, DateTimeOffset At,
    TimeSpan Took, int? Status, string? Error, string? Answer);

internal sealed record LoggedAttempt(long? Sequence, long Part, string Type, int Number, Attempt Attempt)
{
    public DeliveryOutcome Outcome => Attempt.Outcome switch
    {
        AttemptOutcome.Delivered => DeliveryOutcome.Delivered,
        AttemptOutcome.Refused => DeliveryOutcome.Parked,
        _ => DeliveryOutcome.Failed,
    };
}

/// <summary>Every attempt of the last time, and all that is parked. The oldest go first.</summary>
public sealed class DeliveryLog(NpgsqlDataSource db)
{
    private const string Columns =
        "webhook_id, number, sequence, part, type, outcome, attempt, url, attempted_at, milliseconds, status, error, answer";

    private const string PageText = $"""
        select {Columns} from vault.webhook_deliveries
        where tenant_id = $1 and webhook_id = $2 and number < $3 and ($4::text is null or outcome = $4)
        order by number desc
        limit $5
        """;

    // Of each webhook the newest, along its index: with a condition on their form the whole log of them all would be read.
    private const string OfFormText = $"""
        select {Columns} from (select webhook_id as id from webhooks where tenant_id = $1 and form = $3) w
        cross join lateral (
          select * from vault.webhook_deliveries d
          where d.tenant_id = $1 and d.webhook_id = w.id and ($2::text is null or d.type = $2)
          order by d.number desc
          limit $4 + $5) newest
        order by number desc
        limit $4 offset $5
        """;

    // An answer to what was sent before something was erased may hold what was erased: it is not kept, nor one of the minute
    // after, since the clocks of two processes differ. The lock makes an erasure wait for this, or this for the erasure.
    private const string InsertText = """
        insert into vault.webhook_deliveries
          (tenant_id, webhook_id, url, sequence, part, type, outcome, attempt, attempted_at, milliseconds, status, error, answer)
        select $1, $2, $3, a.sequence, a.part, a.type, a.outcome, a.attempt, a.attempted_at, a.milliseconds, a.status, a.error,
          case when a.attempted_at > e.erased_at + interval '1 minute' then a.answer end
        from unnest(
          $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::integer[], $9::timestamptz[], $10::integer[], $11::integer[], $12::text[], $13::text[])
          as a(sequence, part, type, outcome, attempt, attempted_at, milliseconds, status, error, answer)
        cross join (
          select (
            select coalesce(erased_at, '-infinity') from vault.webhooks where tenant_id = $1 and webhook_id = $2 for share
          ) as erased_at) e
        """;

    private const string TrimText = """
        delete from vault.webhook_deliveries
        where tenant_id = $1 and webhook_id = $2 and number < coalesce((
          select number from vault.webhook_deliveries
          where tenant_id = $1 and webhook_id = $2 and (outcome = 'parked') = $4
          order by number desc
          offset $3 limit 1), 0) + 1 and (outcome = 'parked') = $4
        """;

    private const string ExpireText = "delete from vault.webhook_deliveries where attempted_at < $1 and outcome <> 'parked'";

    // From one webhook to the next along the index: there are few of them, and many deliveries.
    private const string RemoveStrayText = """
        with recursive known as (
          (select tenant_id, webhook_id from vault.webhook_deliveries order by tenant_id, webhook_id limit 1)
          union all
          select n.* from known k
          cross join lateral (
            select tenant_id, webhook_id from vault.webhook_deliveries d
            where (d.tenant_id, d.webhook_id) > (k.tenant_id, k.webhook_id)
            order by tenant_id, webhook_id
            limit 1) n
        )
        delete from vault.webhook_deliveries d
        using known k
        where d.tenant_id = k.tenant_id and d.webhook_id = k.webhook_id
          and not exists (select from vault.webhooks w where w.tenant_id = k.tenant_id and w.webhook_id = k.webhook_id)
        """;

    /// <summary>Who numbers pages has all before them read each time: farther back he sees nothing.</summary>
    private const int MostSkipped = 20_000;

    /// <summary>Newest first.</summary>
    /// <param name="before">A delivery's number; those are older.</param>
    public async Task<IReadOnlyList<DeliveryView>> Page(
        string tenant, string webhook, DeliveryOutcome? outcome, long before, int limit, CancellationToken cancellation) => await db.Read(
            PageText,
            [Sql.Text(tenant), Sql.Text(webhook), Sql.Number(before), Sql.TextOrNull(outcome is { } wanted ? Of(wanted) : null), Sql.Number(limit)],
            View,
            cancellation);

    /// <summary>Newest first, of all webhooks of one form, for clients that number the pages.</summary>
    /// <param name="form">As the table spells it.</param>
    public async Task<IReadOnlyList<DeliveryView>> OfForm(string tenant, string form, string? type, int limit, int offset, CancellationToken cancellation) =>
        offset > MostSkipped
            ? []
            : await db.Read(OfFormText, [Sql.Text(tenant), Sql.TextOrNull(type), Sql.Text(form), Sql.Number(limit), Sql.Number(offset)], View, cancellation);

    public Task<DeliveryView?> Get(string tenant, string webhook, long number, CancellationToken cancellation) => db.ReadOne(
        $"select {Columns} from vault.webhook_deliveries where tenant_id = $1 and webhook_id = $2 and number = $3",
        [Sql.Text(tenant), Sql.Text(webhook), Sql.Number(number)],
        View,
        cancellation);

    /// <summary>What was attempted outside of the order: a test, or a parked one by hand.</summary>
    /// <param name="parked">The delivery that is settled by it.</param>
    internal async Task<DeliveryView> Add(string tenant, string webhook, string url, LoggedAttempt attempt, long? parked, CancellationToken cancellation)
    {
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, tenant, webhook, url, [attempt]);
        batch.BatchCommands[0].CommandText += " returning number";
        if (parked is { } settled && attempt.Outcome == DeliveryOutcome.Delivered)
        {
            batch.Add(
                "update vault.webhook_deliveries set outcome = 'resent' where tenant_id = $1 and webhook_id = $2 and number = $3",
                Sql.Text(tenant), Sql.Text(webhook), Sql.Number(settled));
        }
        var number = (long)(await batch.ExecuteScalarAsync(cancellation))!;
        return (await Get(tenant, webhook, number, cancellation))!;
    }

    /// <summary>Keeps the newest attempts of a webhook, and as many of those that are parked.</summary>
    internal async Task Trim(string tenant, string webhook, int most, CancellationToken cancellation)
    {
        foreach (var parked in new[] { false, true })
            await db.Execute(TrimText, [Sql.Text(tenant), Sql.Text(webhook), Sql.Number(most), Sql.Flag(parked)], cancellation);
    }

    /// <summary>Old ones, and those of webhooks that were removed.</summary>
    /// <returns>How many are gone.</returns>
    public async Task<int> RemoveExpired(DateTimeOffset before, CancellationToken cancellation) =>
        await db.Execute(ExpireText, [Sql.Time(before)], cancellation) + await db.Execute(RemoveStrayText, [], cancellation);

    public static string Of(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Delivered => "delivered",
        DeliveryOutcome.Failed => "failed",
        DeliveryOutcome.Parked => "parked",
        DeliveryOutcome.Resent => "resent",
        _ => throw new UnreachableException($"A delivery that is {outcome}."),
    };

    internal static void Add(NpgsqlBatch batch, string tenant, string webhook, string url, IReadOnlyList<LoggedAttempt> attempts) => batch.Add(
        InsertText, Sql.Text(tenant), Sql.Text(webhook), Sql.Text(url),
        Sql.Numbers([.. attempts.Select(a => a.Sequence)]), Sql.Numbers([.. attempts.Select(a => a.Part)]), Sql.Texts([.. attempts.Select(a => a.Type)]),
        Sql.Texts([.. attempts.Select(a => Of(a.Outcome))]), Sql.Integers([.. attempts.Select(a => (int?)a.Number)]),
        Sql.Times([.. attempts.Select(a => a.Attempt.At.UtcDateTime)]),
        Sql.Integers([.. attempts.Select(a => (int?)Math.Min(a.Attempt.Took.TotalMilliseconds, int.MaxValue))]),
        Sql.Integers([.. attempts.Select(a => a.Attempt.Status)]), Sql.Texts([.. attempts.Select(a => a.Attempt.Error)]),
        Sql.Texts([.. attempts.Select(a => a.Attempt.Answer)]));

    private static DeliveryOutcome Outcome(string word) => Enum.GetValues<DeliveryOutcome>().First(outcome => Of(outcome) == word);

    private static DeliveryView View(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.LongOrNull(2), row.GetInt64(3), row.GetString(4), Outcome(row.GetString(5)), row.GetInt32(6), row.GetString(7),
        row.At(8), TimeSpan.FromMilliseconds(row.GetInt32(9)), row.IntegerOrNull(10), row.TextOrNull(11), row.TextOrNull(12));
}
