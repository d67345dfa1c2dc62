alter table rooms
  add column description text,
  add column options text, -- a JSON document of the caller, as the exact string
  add column updated_at timestamptz, -- its name, key, description, options or avatar; null while never
  add column archived_at timestamptz;
