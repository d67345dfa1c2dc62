create table reactions (
  tenant_id text collate "C" not null,
  room bigint not null,
  number bigint not null,
  emoji text collate "C" not null,
  user_no bigint not null,
  reacted_at timestamptz not null,
  version bigint not null, -- the event of the room that it is from
  primary key (tenant_id, room, number, emoji, user_no)
);
