-- Numbers are drawn in blocks, outside any transaction: a number is never given twice, and holes are fine.
create sequence room_numbers increment by 32;
create sequence user_numbers increment by 64;

-- Only what has to be recognised: the SHA-256 of a secret, never the secret.
create table api_keys (
  secret_sha256 bytea       not null primary key,
  tenant_id     text        not null,
  key_id        text        not null unique,
  kind          text        not null,
  created_at    timestamptz not null default now()
);

create table user_tokens (
  token_sha256 bytea       not null primary key,
  tenant_id    text        not null,
  user_no      bigint      not null,
  created_at   timestamptz not null default now()
);
