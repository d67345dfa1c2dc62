-- Signed checkpoints of the tree over the log (events.merkle_nodes): what was promised to auditors. No replay can make
-- them again: the signature is of its day, and the key may be another now.
create table checkpoints (
  size       bigint      not null primary key check (size > 0),
  root       bytea       not null check (octet_length(root) = 32),
  note       text        not null,   -- the signed note, as c2sp.org/tlog-checkpoint has it
  public_key bytea       not null,   -- of who signed it, DER (SubjectPublicKeyInfo)
  made_at    timestamptz not null
);

-- A checkpoint is never changed. It may go when a newer one of the same hour stays.
create function refuse_change_of_checkpoint() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' and exists (
       select from vault.checkpoints later
        where later.size > old.size
          and date_trunc('hour', later.made_at, 'UTC') = date_trunc('hour', old.made_at, 'UTC')) then
    return old;
  end if;
  raise exception 'Checkpoints are kept: % of vault.checkpoints is refused', tg_op using errcode = 'CE002';
end
$$;

create trigger refuse_change before update or delete on checkpoints
  for each row execute function refuse_change_of_checkpoint();

create trigger refuse_truncate before truncate on checkpoints
  for each statement execute function refuse_change_of_checkpoint();
