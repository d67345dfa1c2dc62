-- Events are never changed or removed, whoever asks. The one exception is erasure of the personal part: an update is
-- let through only when it removes exactly `personal` and the salt, and only when the newest event of the log is a
-- personal_data_erased that names this very sequence. So there is no way to erase without leaving the trace of it.

create function events.refuse_change() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' then
    if new.data = old.data - 'personal'
       and new.salt is null
       and to_jsonb(new) - 'data' - 'salt' = to_jsonb(old) - 'data' - 'salt'
       and exists (
         select from events.mt_events e
          where e.seq_id = (select last_seq from events.mt_head)
            and e.xmin = pg_current_xact_id()::xid
            and e.type = 'personal_data_erased'
            and e.tenant_id = old.tenant_id
            and e.data -> 'sequences' @> to_jsonb(old.seq_id)) then
      return new;
    end if;
  end if;
  raise exception 'The log is append-only: % of events.mt_events is refused', tg_op using errcode = 'CE002';
end
$$;

create trigger refuse_change before update or delete on events.mt_events
  for each row execute function events.refuse_change();

create trigger refuse_truncate before truncate on events.mt_events
  for each statement execute function events.refuse_change();

-- Called inside the transaction that has just appended the personal_data_erased event naming these sequences.
create function events.erase_personal(tenant text, sequences bigint[]) returns bigint
language plpgsql
as $$
declare
  erased bigint;
begin
  update events.mt_events
     set data = data - 'personal', salt = null
   where seq_id = any (sequences) and tenant_id = tenant and data ? 'personal';
  get diagnostics erased = row_count;
  return erased;
end
$$;
