-- The Merkle tree over the log: leaf n - 1 is the event with sequence n. Leaves are not stored a second time, they are
-- made of events.mt_events.hash; of the nodes above only every eighth level is kept, the root of 256 complete nodes
-- below: a 255th of the leaves, and any proof is a handful of range scans of at most 256 rows.
create table events.merkle_nodes (
  level int    not null,           -- 8, 16, 24, ...
  index bigint not null,           -- covers leaves index << level up to (index + 1) << level
  hash  bytea  not null,
  primary key (level, index),
  check (level > 0 and level % 8 = 0 and octet_length(hash) = 32)
);

-- A complete subtree never changes: its leaves are there, and no event is changed.
create function events.refuse_change_of_nodes() returns trigger
language plpgsql
as $$
begin
  raise exception 'The tree over the log only grows: % of events.merkle_nodes is refused', tg_op using errcode = 'CE002';
end
$$;

create trigger refuse_change before update or delete or truncate on events.merkle_nodes
  for each statement execute function events.refuse_change_of_nodes();
