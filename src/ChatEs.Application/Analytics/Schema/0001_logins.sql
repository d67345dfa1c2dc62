-- Who reads what. A login of the database server reads the tenant that this table gives for it: session_user cannot be
-- set by who is not a superuser, while a setting could be, and row-level security under a view of another owner is passed by.
create schema analytics_private;
revoke all on schema analytics_private from public;
revoke all on schema analytics from public;

create table analytics_private.logins (
  login      text        not null primary key,
  tenant_id  text        collate "C" not null,
  with_texts boolean     not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz
);

create index logins_of_tenant on analytics_private.logins (tenant_id, created_at);

-- The tenant of who asks; null for everybody without a row, the service itself among them. Stable, so that it bounds an
-- index scan once and the planner knows the tenant; costly, so that it is not asked again for every row.
create function analytics_private.tenant() returns text
language plpgsql stable parallel safe security definer cost 10000
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select l.tenant_id from analytics_private.logins l
    where l.login = session_user and (l.expires_at is null or l.expires_at > now()));
end
$$;

-- Whether who asks may read what people wrote, and not only that they did.
create function analytics_private.reads_texts() returns boolean
language plpgsql stable parallel safe security definer cost 10000
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce((select l.with_texts from analytics_private.logins l where l.login = session_user), false);
end
$$;

revoke all on all functions in schema analytics_private from public;
