-- As before (0007), but names and keys are looked for by one probe of the index each, which offset 0 leaves no choice about: a
-- plan that was made while nobody had used a key yet, and kept, went through all that there were, for each batch.
create or replace function events.append_batch(
  stream_tenants   varchar[],      -- one entry a stream that the batch decided about
  stream_ids       varchar[],
  stream_types     varchar[],
  expected         bigint[],       -- the version decided upon; 0 = the stream must not exist
  appended         bigint[],       -- the version after the batch; = expected when it was only read
  stream_times     timestamptz[],
  last_hashes      bytea[],
  event_tenants    varchar[],      -- one entry an event, in log order
  event_streams    varchar[],
  event_ids        uuid[],
  event_versions   bigint[],
  event_types      varchar[],
  event_data       jsonb[],
  event_times      timestamptz[],
  correlation_ids  varchar[],
  causation_ids    varchar[],
  event_headers    jsonb[],
  event_salts      bytea[],
  event_digests    bytea[],
  event_hashes     bytea[],
  reserved_tenants text[],
  reserved_kinds   text[],
  reserved_keys    text[],
  reserved_owners  text[],
  record_tenants   text[],
  record_principals text[],
  record_routes    text[],
  record_keys      text[],
  record_digests   bytea[],
  record_results   jsonb[]
) returns bigint
language plpgsql
as $$
declare
  base      bigint;
  moved     bigint;
  started   bigint;
  stale     jsonb;
  taken     jsonb;
  repeated  jsonb;
begin
  update events.mt_head
     set last_seq = last_seq + cardinality(event_ids)
  returning last_seq - cardinality(event_ids) into base;

  update events.mt_streams s
     set version = w.appended, timestamp = w.at, last_hash = w.last_hash
    from unnest(stream_tenants, stream_ids, expected, appended, stream_times, last_hashes)
      as w(tenant, id, expected, appended, at, last_hash)
   where s.tenant_id = w.tenant and s.id = w.id and s.version = w.expected and w.expected > 0 and w.appended > w.expected;
  get diagnostics moved = row_count;

  insert into events.mt_streams (tenant_id, id, type, version, timestamp, created, last_hash)
  select w.tenant, w.id, w.type, w.appended, w.at, w.at, w.last_hash
    from unnest(stream_tenants, stream_ids, stream_types, expected, appended, stream_times, last_hashes)
      as w(tenant, id, type, expected, appended, at, last_hash)
   where w.expected = 0 and w.appended > 0
  on conflict do nothing;
  get diagnostics started = row_count;

  -- What this batch has moved on or started shows its own hash.
  if moved + started < cardinality(stream_ids) then
    select jsonb_agg(jsonb_build_object('what', 'stale', 'tenant', w.tenant, 'stream', w.id))
      into stale
      from unnest(stream_tenants, stream_ids, expected, appended, last_hashes) as w(tenant, id, expected, appended, last_hash)
      left join events.mt_streams s on s.tenant_id = w.tenant and s.id = w.id
     where coalesce(s.version, 0) <> w.expected and (w.appended = w.expected or s.last_hash is distinct from w.last_hash);
  end if;

  if cardinality(reserved_keys) > 0 then
    select jsonb_agg(jsonb_build_object('what', 'taken', 'tenant', r.tenant, 'kind', r.kind, 'key', r.key, 'owner', v.owner))
      into taken
      from unnest(reserved_tenants, reserved_kinds, reserved_keys) as r(tenant, kind, key)
      cross join lateral (
        select x.owner from vault.reservations x where x.tenant_id = r.tenant and x.kind = r.kind and x.key = r.key offset 0) v;
  end if;

  if cardinality(record_keys) > 0 then
    select jsonb_agg(jsonb_build_object(
             'what', 'repeated', 'tenant', r.tenant, 'principal', r.principal, 'route', r.route, 'key', r.key))
      into repeated
      from unnest(record_tenants, record_principals, record_routes, record_keys) as r(tenant, principal, route, key)
      cross join lateral (
        select from vault.idempotency x
         where x.tenant_id = r.tenant and x.principal = r.principal and x.route = r.route and x.key = r.key offset 0) v;
  end if;

  if stale is not null or taken is not null or repeated is not null then
    raise exception 'The batch does not stand' using
      errcode = 'CE001',
      hint = (coalesce(stale, '[]') || coalesce(taken, '[]') || coalesce(repeated, '[]'))::text;
  end if;

  insert into events.mt_events (
    seq_id, tenant_id, stream_id, id, version, type, data, timestamp,
    correlation_id, causation_id, headers, salt, personal_digest, hash)
  select base + e.n, e.tenant, e.stream, e.id, e.version, e.type, e.data, e.at,
         e.correlation, e.causation, e.headers, e.salt, e.digest, e.hash
    from unnest(event_tenants, event_streams, event_ids, event_versions, event_types, event_data, event_times,
                correlation_ids, causation_ids, event_headers, event_salts, event_digests, event_hashes)
      with ordinality
      as e(tenant, stream, id, version, type, data, at, correlation, causation, headers, salt, digest, hash, n);

  if cardinality(reserved_keys) > 0 then
    insert into vault.reservations (tenant_id, kind, key, owner)
    select * from unnest(reserved_tenants, reserved_kinds, reserved_keys, reserved_owners);
  end if;

  if cardinality(record_keys) > 0 then
    insert into vault.idempotency (tenant_id, principal, route, key, digest, result, created_at)
    select r.*, clock_timestamp()
      from unnest(record_tenants, record_principals, record_routes, record_keys, record_digests, record_results) as r;
  end if;

  perform pg_notify('chates_events', (base + cardinality(event_ids))::text);
  return base + cardinality(event_ids);
end
$$;
