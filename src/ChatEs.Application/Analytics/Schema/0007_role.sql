-- The role that all logins of analysts are in: it reads the views of this schema and nothing else. Roles belong to the
-- cluster: another database, migrated at the same moment, may be faster. Where the owner of this database may not create
-- roles, as with some managed servers, everything else works, and an administrator creates it later.
create function analytics_private.open_to_role() returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regrole('chates_analytics') is null then
    begin
      create role chates_analytics nologin;
    exception
      when duplicate_object or unique_violation then
        null;
      when insufficient_privilege then
        raise warning 'Analysts cannot be given logins: % may not create roles.', current_user
          using hint = 'As an administrator run: create role chates_analytics nologin; alter role '
            || quote_ident(current_user) || ' createrole;';
        return false;
    end;
  end if;
  grant usage on schema analytics to chates_analytics;
  grant select on all tables in schema analytics to chates_analytics;
  grant execute on all functions in schema analytics to chates_analytics;
  grant execute on function analytics_private.tenant(), analytics_private.reads_texts() to chates_analytics;
  return true;
end
$$;

revoke all on function analytics_private.open_to_role() from public;

do $$ begin perform analytics_private.open_to_role(); end $$;
