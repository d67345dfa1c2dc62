-- The tables that a post writes, in a schema of their own, with the same columns, defaults, indexes and fill factors.
-- No head row: rows of different rooms are independent, which is the best that can be done without group commit.
drop schema if exists limits cascade;
create schema limits;

create table limits.mt_streams (like events.mt_streams including all) with (fillfactor = 70);
create table limits.mt_events (like events.mt_events including all);
create table limits.messages (like chat.messages including all);
create table limits.rooms (like chat.rooms including all) with (fillfactor = 80);
create sequence limits.sequences;
create sequence limits.message_ids;

insert into limits.mt_streams (tenant_id, id, type, version, last_hash)
select 'bench', 'room-' || n, 'room', 0, sha256('') from generate_series(1, 1000) n;

insert into limits.rooms (tenant_id, number, kind, visibility, name, created_at, last_activity_at)
select 'bench', n, 'group', 'private', 'Room ' || n, now(), now() from generate_series(1, 1000) n;

-- The same four writes as one_transaction.sql, in one call.
create function limits.post(
  in_room bigint, by_author bigint, event_data jsonb, event_headers jsonb, correlation varchar, body text,
  event_salt bytea, digest bytea, event_hash bytea)
returns bigint
language plpgsql
as $$
declare
  new_version bigint;
begin
  update limits.mt_streams set version = version + 1, timestamp = now(), last_hash = event_hash
  where tenant_id = 'bench' and id = 'room-' || in_room
  returning version into new_version;

  insert into limits.mt_events (
    seq_id, tenant_id, stream_id, id, version, type, data, timestamp, correlation_id, headers, salt, personal_digest, hash)
  values (
    nextval('limits.sequences'), 'bench', 'room-' || in_room, gen_random_uuid(), new_version, 'message_posted', event_data, now(),
    correlation, event_headers, event_salt, digest, event_hash);

  insert into limits.messages (
    tenant_id, room, number, id, author, kind, text, posted_at, shown_at, ordinal, own_ordinal, countable)
  values (
    'bench', in_room, new_version, lpad(to_hex(nextval('limits.message_ids')), 32, '0')::uuid, by_author, 'text', body,
    now(), now(), new_version, new_version, true);

  update limits.rooms set last_message = new_version, countable = countable + 1, last_activity_at = now()
  where tenant_id = 'bench' and number = in_room;
  return new_version;
end
$$;

analyze limits.mt_streams, limits.rooms;
