-- What no replay of the log can know of a webhook: its secret, and how far what it sends has come. Whether there is such a
-- webhook, and where it goes, is said by chat.webhooks alone.
create table webhooks (
  tenant_id        text collate "C" not null,
  webhook_id       text collate "C" not null,
  protected_secret bytea            not null,   -- encrypted with the key ring
  former_secret    bytea,                       -- signs too, until then
  former_until     timestamptz,
  -- Everything up to this sequence is settled (delivered, parked, or none of its business), but for what the streams in
  -- webhook_waiting have beyond their own places.
  reached          bigint           not null,
  -- Moved by whoever takes the webhook over or sends it back: who works on it with another one has lost it.
  epoch            bigint           not null default 0,
  -- When something of the tenant was erased last, since this was registered: answers to what was sent before are not kept.
  erased_at        timestamptz,
  primary key (tenant_id, webhook_id)
);

-- The streams that are not as far as the rest of their webhook: one whose delivery fails holds up only itself.
create table webhook_waiting (
  tenant_id      text collate "C" not null,
  webhook_id     text collate "C" not null,
  stream_id      text collate "C" not null,
  after_sequence bigint           not null,   -- up to here this stream is settled
  after_version  bigint           not null,
  part           bigint           not null default 0,   -- of the event that is next: the last one of its requests that is settled
  attempts       integer          not null default 0,   -- of the request that is next
  retry_at       timestamptz,
  earliest_at    timestamptz,                           -- not before that, even if the receiver answers others again
  primary key (tenant_id, webhook_id, stream_id),
  foreign key (tenant_id, webhook_id) references webhooks on delete cascade
);

-- The log of deliveries: a row an attempt. The request's body is not kept: it is made again from the log, where erasing
-- reaches it.
create table webhook_deliveries (
  number       bigint           not null generated always as identity primary key,
  tenant_id    text collate "C" not null,
  webhook_id   text collate "C" not null,
  sequence     bigint,                        -- of the event; null for a test
  part         bigint           not null,
  type         text             not null,     -- of the event, in the words of the form
  outcome      text             not null check (outcome in ('delivered', 'failed', 'parked', 'resent')),
  attempt      integer          not null,
  url          text             not null,
  attempted_at timestamptz      not null,
  milliseconds integer          not null,
  status       integer,                       -- null: there was no answer
  error        text,
  answer       text                           -- its beginning
);

create index webhook_deliveries_of_webhook on webhook_deliveries (tenant_id, webhook_id, number);
create index webhook_deliveries_by_outcome on webhook_deliveries (tenant_id, webhook_id, outcome, number);
create index webhook_deliveries_by_age on webhook_deliveries (attempted_at) where outcome <> 'parked';
