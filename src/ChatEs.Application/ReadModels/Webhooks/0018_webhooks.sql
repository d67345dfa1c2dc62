create table webhooks (
  tenant_id text collate "C" not null,
  webhook_id text collate "C" not null,
  form text not null,
  event_types text[] not null,
  url text,
  description text,
  registered_at timestamptz not null,
  paused_at timestamptz,
  pause_reason text,
  primary key (tenant_id, webhook_id)
);
