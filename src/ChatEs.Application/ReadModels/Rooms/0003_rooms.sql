-- Every post updates its room's row. No index holds a column that a post changes and the pages keep some room, so
-- that these updates stay within their page (HOT) and leave nothing behind in the indexes.
create table rooms (
  tenant_id text collate "C" not null,
  number bigint not null,
  kind text not null,
  visibility text not null,
  creator bigint,
  name text not null,
  key text collate "C",
  created_at timestamptz not null,
  last_message bigint not null default 0,
  countable bigint not null default 0, -- ever posted: a deletion does not take from it
  member_count integer not null default 0,
  last_activity_at timestamptz not null,
  primary key (tenant_id, number)
) with (fillfactor = 80);

create unique index rooms_key on rooms (tenant_id, key) where key is not null;
