create table api_keys (
  tenant_id text collate "C" not null,
  key_id text collate "C" not null,
  kind text not null,
  issued_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, key_id)
);
