create table tenants (
  id text collate "C" not null,
  name text not null,
  registers_unknown_users boolean not null,
  created_at timestamptz not null,
  primary key (id)
);
