-- A browser's session: the SHA-256 of its id, which the browser alone has.
create table web_sessions (
  session_sha256 bytea       not null primary key,
  tenant_id      text        not null,
  user_no        bigint      not null,
  created_at     timestamptz not null,
  expires_at     timestamptz not null
);

create index web_sessions_by_expiry on web_sessions (expires_at);
create index web_sessions_of_user on web_sessions (tenant_id, user_no);
