-- A file is attached to one message at most, for good: its number finds it. The bytes lie in the vault.
create table attachments (
  tenant_id text collate "C" not null,
  file bigint not null,
  room bigint not null,
  number bigint not null,
  file_name text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  width integer,
  height integer,
  attached_at timestamptz not null,
  primary key (tenant_id, file)
);

create index attachments_of_message on attachments (tenant_id, room, number, file);
