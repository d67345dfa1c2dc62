-- One for each token that expires when it is not used. The token itself is kept nowhere: whoever has it shows this id in
-- it, under a signature.
create table token_sessions (
  id         uuid        not null primary key,
  tenant_id  text        not null,
  user_no    bigint      not null,
  started_at timestamptz not null,
  expires_at timestamptz not null
);

create index token_sessions_by_expiry on token_sessions (expires_at);
