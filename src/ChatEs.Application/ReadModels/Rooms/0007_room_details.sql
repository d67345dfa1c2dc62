-- named_version says which event of the room its name, key, description and options are from: when that one is erased,
-- they are. A room is created by its first event.
alter table rooms
  add column description text,
  add column options text, -- a JSON document of the caller, as the exact string
  add column updated_at timestamptz, -- its name, key, description, options or avatar; null while never
  add column archived_at timestamptz,
  add column named_version bigint not null default 1;
