create sequence file_numbers increment by 32;

create table files (
  number       bigint      not null primary key,
  tenant_id    text        not null,
  sha256       bytea       not null,
  sha1         bytea       not null, -- some clients compare by it; nothing is proved by it
  size         bigint      not null,
  content_type text        not null, -- as found in the bytes
  width        integer,
  height       integer,
  file_name    text        not null,
  uploaded_by  bigint, -- null: by the server key for nobody in particular
  created_at   timestamptz not null
);

create index files_by_age on files (created_at);

create table file_chunks (
  file  bigint  not null references files on delete cascade,
  place integer not null,
  bytes bytea   not null,
  primary key (file, place)
);

-- Most files are compressed already: trying it again would cost time on every write and read.
alter table file_chunks alter column bytes set storage external;
