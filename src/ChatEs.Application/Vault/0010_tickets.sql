-- What opens one connection for a client that cannot send its credentials along: known by the SHA-256, used once.
create table tickets (
  ticket_sha256 bytea       not null primary key,
  tenant_id     text        not null,
  key_id        text,       -- the API key that asked for it; null: the user himself
  user_no       bigint,
  expires_at    timestamptz not null
);

create index tickets_by_expiry on tickets (expires_at);
