using ChatEs.EventStore.Projections;
using Npgsql;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests.Accounts;

/// <summary>
/// The table of accounts and each giver's newest gift. A gift of <see cref="RefusedByTheDatabase"/> violates a check of the
/// table, one of <see cref="RefusedInCode"/> makes the projection itself throw.
/// </summary>
public sealed class AccountProjection : IInlineProjection
{
    public const long RefusedByTheDatabase = 666;
    public const long RefusedInCode = 777;

    public const string Schema = """
        create table accounts (
          tenant_id text not null,
          id        text not null,
          owner     text null,
          balance   bigint not null,
          closed    boolean not null,
          primary key (tenant_id, id)
        );
        create table givers (
          tenant_id text not null,
          id        text not null,
          giver     text not null,
          last      bigint not null check (last <> 666),
          primary key (tenant_id, id, giver)
        );
        create table handled (sequence bigint not null);
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        if (events.Any(e => e.Data is Added { Amount: RefusedInCode }))
            throw new InvalidOperationException("The projection cannot bear this amount.");
        Open(batch, [.. events.Where(e => e.Data is Opened)]);
        Give(batch, [.. events.Where(e => e.Data is Added)]);
        Close(batch, [.. events.Where(e => e.Data is Closed)]);
    }

    private static void Open(NpgsqlBatch batch, Event[] events)
    {
        if (events.Length == 0)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into accounts (tenant_id, id, owner, balance, closed)
            select *, 0, false from unnest($1::text[], $2::text[], $3::text[])
            """)
        {
            Parameters =
            {
                Tenants(events), Ids(events), Texts(events.Select(e => ((Opened)e.Data).Personal?.Owner)),
            },
        });
    }

    private static void Give(NpgsqlBatch batch, Event[] events)
    {
        if (events.Length == 0)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into givers (tenant_id, id, giver, last)
            select distinct on (tenant, id, giver) tenant, id, giver, amount
              from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) with ordinality as e(tenant, id, giver, amount, n)
             order by tenant, id, giver, n desc
            on conflict (tenant_id, id, giver) do update set last = excluded.last
            """)
        {
            Parameters = { Tenants(events), Ids(events), Texts(events.Select(e => ((Added)e.Data).Giver)), Amounts(events) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            update accounts a set balance = a.balance + e.amount
              from (select tenant, id, sum(amount) as amount
                      from unnest($1::text[], $2::text[], $3::bigint[]) as e(tenant, id, amount) group by tenant, id) e
             where a.tenant_id = e.tenant and a.id = e.id
            """)
        {
            Parameters = { Tenants(events), Ids(events), Amounts(events) },
        });
    }

    private static void Close(NpgsqlBatch batch, Event[] events)
    {
        if (events.Length == 0)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            update accounts a set closed = true
              from unnest($1::text[], $2::text[]) as e(tenant, id)
             where a.tenant_id = e.tenant and a.id = e.id
            """)
        {
            Parameters = { Tenants(events), Ids(events) },
        });
    }

    private static NpgsqlParameter<string?[]> Tenants(Event[] events) => Texts(events.Select(e => e.Stream.Tenant));

    private static NpgsqlParameter<string?[]> Ids(Event[] events) => Texts(events.Select(e => e.Stream.Id));

    private static NpgsqlParameter<string?[]> Texts(IEnumerable<string?> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<long[]> Amounts(Event[] events) => new() { TypedValue = [.. events.Select(e => ((Added)e.Data).Amount)] };
}
