-- An erasure names versions of its own stream: what is missing there, and why, is told by the stream itself, wherever its
-- events are exported to or restored, and whatever sequences they get there.

drop function events.erase_personal(text, bigint[]);

drop index events.mt_events_erasures;

-- Erasures are few, and asked for whenever a stream is verified.
create index mt_events_erasures on events.mt_events (tenant_id, stream_id, version) where type = 'personal_data_erased';

-- Events are never changed or removed, whoever asks. The one exception is erasure of the personal part: an update is let
-- through only when it removes exactly `personal` and the salt, and only when the newest event of the very stream is a
-- personal_data_erased, written by this very transaction, that names the version. So there is no way to erase without
-- leaving the trace of it. Earlier erasures of the stream are not looked at: there may be thousands, and this runs for
-- each event that is erased.
create or replace function events.refuse_change() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' then
    if new.data = old.data - 'personal'
       and new.salt is null
       and to_jsonb(new) - 'data' - 'salt' = to_jsonb(old) - 'data' - 'salt'
       and exists (
         select
           from events.mt_streams s
           join events.mt_events e
             on e.tenant_id = s.tenant_id and e.stream_id = s.id and e.version = s.version and e.hash = s.last_hash
          where s.tenant_id = old.tenant_id and s.id = old.stream_id and s.version > old.version
            and e.type = 'personal_data_erased'
            and e.xmin = pg_current_xact_id()::xid
            and e.data -> 'versions' @> to_jsonb(old.version)) then
      return new;
    end if;
  end if;
  raise exception 'The log is append-only: % of events.mt_events is refused', tg_op using errcode = 'CE002';
end
$$;

-- Called inside the transaction that has just appended the personal_data_erased event naming these versions.
create function events.erase_personal(tenant text, stream text, versions bigint[]) returns bigint
language plpgsql
as $$
declare
  erased bigint;
begin
  update events.mt_events
     set data = data - 'personal', salt = null
   where tenant_id = tenant and stream_id = stream and version = any (versions) and data ? 'personal';
  get diagnostics erased = row_count;
  return erased;
end
$$;
