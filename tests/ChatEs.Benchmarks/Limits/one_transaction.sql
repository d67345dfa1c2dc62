\set room random(1, :rooms)
\set author random(1, 100)
begin;
update limits.mt_streams set version = version + 1, timestamp = now(), last_hash = :hash
where tenant_id = 'bench' and id = 'room-' || :room
returning version \gset
insert into limits.mt_events (
  seq_id, tenant_id, stream_id, id, version, type, data, timestamp, correlation_id, headers, salt, personal_digest, hash)
values (
  nextval('limits.sequences'), 'bench', 'room-' || :room, gen_random_uuid(), :version, 'message_posted', :data, now(),
  :correlation, :headers, :salt, :digest, :hash);
insert into limits.messages (
  tenant_id, room, number, id, author, kind, text, posted_at, shown_at, ordinal, own_ordinal, countable)
values (
  'bench', :room, :version, lpad(to_hex(nextval('limits.message_ids')), 32, '0')::uuid, :author, 'text', :text,
  now(), now(), :version, :version, true);
update limits.rooms set last_message = :version, countable = countable + 1, last_activity_at = now()
where tenant_id = 'bench' and number = :room;
commit;
