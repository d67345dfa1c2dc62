-- What an append must settle under the head but no replay can rebuild.

create schema if not exists vault;

create table vault.reservations (
  tenant_id text not null,
  kind      text not null,
  key       text collate "C" not null,
  owner     text not null,
  primary key (tenant_id, kind, key)
);

create table vault.idempotency (
  tenant_id  text        not null,
  principal  text        not null,
  route      text        not null,
  key        text collate "C" not null,
  digest     bytea       not null,
  result     jsonb       not null,
  created_at timestamptz not null,
  primary key (tenant_id, principal, route, key)
);

create index idempotency_created_at on vault.idempotency (created_at);
