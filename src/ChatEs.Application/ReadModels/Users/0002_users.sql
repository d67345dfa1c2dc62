create table users (
  tenant_id text collate "C" not null,
  number bigint not null,
  external_id text collate "C" not null,
  username text not null,
  registered_at timestamptz not null,
  primary key (tenant_id, number),
  unique (tenant_id, external_id)
);
