-- The key ring of ASP.NET Core Data Protection, shared by all processes.
create table data_protection_keys (
  number     bigint      not null generated always as identity primary key,
  name       text        not null,
  xml        text        not null,
  created_at timestamptz not null default now()
);

-- Keys that sign what is handed out and comes back, encrypted with that ring. One for each purpose.
create table signing_keys (
  purpose       text        not null primary key,
  protected_key bytea       not null,
  created_at    timestamptz not null default now()
);
