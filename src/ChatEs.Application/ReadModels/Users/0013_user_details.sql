-- standing_seq is the place in the log of the newest suspension or reactivation: whoever has looked up to one place asks
-- for what came after it.
alter table users
  add column type text not null default 'member',
  add column first_name text,
  add column last_name text,
  add column extras text, -- a JSON document of the caller, as the exact string
  add column changed_at timestamptz, -- the profile or the avatar; null while never
  add column suspended_at timestamptz,
  add column standing_seq bigint,
  add column profile_version bigint not null default 1; -- the event of the user that he is called by

create index users_by_standing on users (standing_seq) where standing_seq is not null;
create index users_by_registration on users (tenant_id, registered_at, number);
