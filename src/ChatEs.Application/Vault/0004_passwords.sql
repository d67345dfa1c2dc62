create table passwords (
  tenant_id  text        not null,
  user_no    bigint      not null,
  hash       text        not null,
  changed_at timestamptz not null,
  primary key (tenant_id, user_no)
);

create index user_tokens_of_user on user_tokens (tenant_id, user_no);
