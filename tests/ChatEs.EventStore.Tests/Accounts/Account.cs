using System.Collections.Immutable;
using ChatEs.EventStore.Appending;
using Npgsql;

namespace ChatEs.EventStore.Tests.Accounts;

/// <summary>
/// An account as far as it is known. <paramref name="LastGifts"/> are its points: each giver's newest gift; a giver that
/// is missing may have given all the same, unless <paramref name="KnowsAll"/>.
/// </summary>
public sealed record Account(bool IsOpen, bool IsClosed, long Balance, ImmutableSortedDictionary<string, long> LastGifts, bool KnowsAll)
{
    /// <summary>What a stream that does not exist is: nobody has given, so everybody is known.</summary>
    public static readonly Account None = new(false, false, 0, ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal), KnowsAll: true);

    public bool Knows(string giver) => KnowsAll || LastGifts.ContainsKey(giver);

    public long LastGiftOf(string giver) => LastGifts.GetValueOrDefault(giver);

    /// <summary>Two accounts that read the same are the same.</summary>
    public override string ToString() => $"{IsOpen} {IsClosed} {Balance} {KnowsAll} {string.Join(' ', LastGifts)}";
}

/// <summary>Accounts, loaded point by point from their read model.</summary>
public sealed class AccountFamily : StreamFamily
{
    private int _loads;

    /// <summary>Beyond this many givers a state forgets them all; the default is never reached.</summary>
    public int MaxGivers { get; init; } = int.MaxValue;

    /// <summary>A family with a bug: it does not load what its deciders ask for.</summary>
    public bool ForgetsToLoadGivers { get; init; }

    /// <summary>How often a state was loaded.</summary>
    public int Loads => _loads;

    public override string Type => "account";

    public override object Initial => Account.None;

    public override object Evolve(object state, object data)
    {
        var account = (Account)state;
        return data switch
        {
            AccountEvent.Opened => account with { IsOpen = true },
            AccountEvent.Added added => account with
            {
                Balance = account.Balance + added.Amount,
                LastGifts = account.LastGifts.SetItem(added.Giver, added.Amount),
            },
            AccountEvent.Closed => account with { IsClosed = true },
            _ => account,
        };
    }

    public override async Task<CachedStream> Load(NpgsqlDataSource db, IDecider decider, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _loads);
        var giver = decider is AccountCommand { Giver: { } asked } && !ForgetsToLoadGivers ? asked : null;
        await using var command = db.CreateCommand("""
            select s.version, s.last_hash, s.timestamp, a.balance, a.closed, coalesce(g.last, 0)
              from events.mt_streams s
              join accounts a on a.tenant_id = s.tenant_id and a.id = s.id
              left join givers g on g.tenant_id = s.tenant_id and g.id = s.id and g.giver = $3
             where s.tenant_id = $1 and s.id = $2
            """);
        command.Parameters.Add(new() { Value = decider.Stream.Tenant });
        command.Parameters.Add(new() { Value = decider.Stream.Id });
        command.Parameters.Add(new() { Value = giver ?? "" });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return CachedStream.Empty(decider.Stream, this);
        var gifts = giver is null ? Account.None.LastGifts : Account.None.LastGifts.Add(giver, row.GetInt64(5));
        return new CachedStream(
            decider.Stream, row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(2),
            new Account(true, row.GetBoolean(4), row.GetInt64(3), gifts, KnowsAll: false));
    }

    public override object Merge(object state, object loaded)
    {
        var (account, other) = ((Account)state, (Account)loaded);
        return account with { LastGifts = other.LastGifts.SetItems(account.LastGifts), KnowsAll = account.KnowsAll || other.KnowsAll };
    }

    public override int SizeOf(object state) => 100 + (50 * ((Account)state).LastGifts.Count);

    public override object Trim(object state) =>
        ((Account)state).LastGifts.Count > MaxGivers ? (Account)state with { LastGifts = Account.None.LastGifts, KnowsAll = false } : state;
}
