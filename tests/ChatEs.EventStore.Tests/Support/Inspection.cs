using ChatEs.EventStore.Hashing;

namespace ChatEs.EventStore.Tests.Support;

/// <summary>What must hold of every log, whatever was done to it.</summary>
public static class Inspection
{
    extension(Ledger ledger)
    {
        /// <summary>Sequences 1..n and versions 1..m without a hole, stream rows at their last event, chains whole, balances right.</summary>
        public async Task ShouldBeWhole()
        {
            (await ledger.Scalar<bool>("""
                select (select last_seq from events.mt_head) = count(*) and coalesce(max(seq_id), 0) = count(*) from events.mt_events
                """)).ShouldBeTrue("sequences have a hole");
            (await ledger.Scalar<long>("""
                select count(*)
                  from events.mt_streams s
                  full join (select tenant_id, stream_id, count(*) as events, max(version) as last
                               from events.mt_events group by 1, 2) e on e.tenant_id = s.tenant_id and e.stream_id = s.id
                 where s.version is distinct from e.last or e.last <> e.events
                """)).ShouldBe(0, "versions have a hole");
            (await ledger.Scalar<long>("""
                select count(*)
                  from accounts a
                  full join (select tenant_id, stream_id, sum(coalesce((data ->> 'amount')::bigint, 0)) as sum
                               from events.mt_events group by 1, 2) e on e.tenant_id = a.tenant_id and e.stream_id = a.id
                 where a.balance is distinct from e.sum
                """)).ShouldBe(0, "balances do not match the log");
            var verifier = new ChainVerifier(ledger.Db);
            // Of very many streams a hundred tell enough: what can go wrong with one can with each.
            foreach (var stream in (await ledger.Streams()).Take(100))
                (await verifier.Verify(stream)).ShouldBeNull();
        }

        public async Task<List<StreamKey>> Streams()
        {
            var streams = new List<StreamKey>();
            await using var command = ledger.Db.CreateCommand("select distinct tenant_id, stream_id from events.mt_events order by 1, 2");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                streams.Add(new StreamKey(reader.GetString(0), reader.GetString(1)));
            return streams;
        }
    }
}
