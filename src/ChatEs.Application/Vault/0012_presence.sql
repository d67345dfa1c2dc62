-- Who listens to events, and through which process. Not logged: after a crash of the server nobody is connected.
create unlogged table live_processes (
  process uuid        not null primary key,
  seen_at timestamptz not null          -- by the database's clock; one that is silent for a minute is gone
);

create unlogged table online_users (
  tenant_id text   not null,
  user_no   bigint not null,
  process   uuid   not null,
  primary key (tenant_id, user_no, process)
);

create index online_users_by_process on online_users (process);
