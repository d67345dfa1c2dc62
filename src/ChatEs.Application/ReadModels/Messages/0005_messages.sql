-- ordinal and own_ordinal are fixed at posting: how many countable messages of the room, and of this author in it,
-- there were up to and including this one. Counting any range is then two index probes.
create table messages (
  tenant_id text collate "C" not null,
  room bigint not null,
  number bigint not null,
  id uuid not null,
  author bigint,
  kind text not null,
  text text not null, -- '' once deleted; the log keeps it
  reply_to bigint,
  parent bigint,
  posted_at timestamptz not null,
  claimed_at timestamptz,
  shown_at timestamptz not null,
  ordinal bigint not null,
  own_ordinal bigint not null,
  countable boolean not null,
  deleted_at timestamptz,
  primary key (tenant_id, room, number),
  unique (tenant_id, id)
);

create index messages_by_time on messages (tenant_id, room, shown_at, number);
create index messages_of_author on messages (tenant_id, room, author, number) where countable;
create index messages_deleted on messages (tenant_id, room, number) include (author)
  where countable and deleted_at is not null;
