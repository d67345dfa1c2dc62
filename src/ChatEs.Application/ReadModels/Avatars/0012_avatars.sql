-- Of rooms and users: an address elsewhere, or a stored file. Who has none has no row.
create table avatars (
  tenant_id text collate "C" not null,
  owner_kind text not null, -- 'room' or 'user'
  owner bigint not null,
  url text,
  file bigint,
  file_name text,
  content_type text,
  size bigint,
  sha256 text,
  width integer,
  height integer,
  set_at timestamptz not null,
  version bigint not null, -- the event of the room or user that it is from
  primary key (tenant_id, owner_kind, owner)
);

create index avatars_by_file on avatars (tenant_id, file) where file is not null;
