-- Rows are never deleted: who comes back finds his counts. Posting and seeing update accounted, own and seen_through,
-- which no index holds, so that those updates stay HOT.
create table members (
  tenant_id text collate "C" not null,
  room bigint not null,
  user_no bigint not null,
  active boolean not null,
  moderator boolean not null,
  joined_at timestamptz not null,
  floor bigint not null, -- messages up to here were before his time and are not unread to him
  accounted bigint not null, -- countable messages that are not unread to him: before his time, his own, or seen
  own bigint not null, -- countable messages that he wrote here
  seen_through bigint not null, -- he has marked 1..this as seen without a gap
  primary key (tenant_id, room, user_no)
) with (fillfactor = 85);

create index members_of_user on members (tenant_id, user_no) where active;
create index members_by_joining on members (tenant_id, room, joined_at, user_no) where active;
