-- Who was in the room when a message came, without its author, and when they marked it as seen. Server times both: a
-- claimed time may be years before anybody could read the message here. How many were there is added up along the room:
-- a joining counts from behind the message that it follows, a leaving likewise.
create view analytics_private.read_times as
select s.tenant_id, s.room, s.number, s.author, s.posted_at, a.audience, r.readers, r.first_read_at,
  extract(epoch from r.first_read_at - s.posted_at)::double precision as first_read_seconds,
  case when r.readers = a.audience then r.last_read_at end as all_read_at,
  case when r.readers = a.audience then extract(epoch from r.last_read_at - s.posted_at)::double precision end as all_read_seconds
from (
  select e.*, sum(e.change) over (partition by e.tenant_id, e.room order by e.place)::bigint as present
  from (
    select m.tenant_id, m.room, m.number, m.author, m.posted_at, m.kind <> 'system' and m.deleted_at is null as counts,
      2 * m.number as place, 0 as change
    from chat.messages m
    union all
    select p.tenant_id, p.room, null, null, null, false, 2 * p.after + 1, 1 from chat.presences p
    union all
    select p.tenant_id, p.room, null, null, null, false, 2 * p.until + 1, -1 from chat.presences p where p.until is not null) e) s
cross join lateral (
  -- Asked once for all columns that it is in, as below: without the offset it would be written out in each.
  select s.present - (
      select count(*) from chat.presences p
      where p.tenant_id = s.tenant_id and p.room = s.room and p.user_no = s.author
        and p.after < s.number and (p.until is null or p.until >= s.number)) as audience
  offset 0) a
cross join lateral (
  select min(x.seen_at) as first_read_at, max(x.seen_at) filter (where x.was_there) as last_read_at,
    count(*) filter (where x.was_there) as readers
  from (
    -- A count, which is one probe of the index: for exists the planner may hash all presences, for every message.
    select x.seen_at, (
        select count(*) from chat.presences p
        where p.tenant_id = x.tenant_id and p.room = x.room and p.user_no = x.user_no
          and p.after < s.number and (p.until is null or p.until >= s.number)) > 0 as was_there
    from chat.receipts x
    where int8range((x.room << 27) | x.first, (x.room << 27) | x.last, '[]') @> ((s.room << 27) | s.number)
      and x.tenant_id = s.tenant_id and x.user_no is distinct from s.author
    offset 0) x) r
where s.counts;

-- The arithmetic of unread is the service's own (UnreadSql); a test holds that both give the same for everybody.
create view analytics_private.unread_backlog as
select s.tenant_id, s.room, s.user_no,
  s.countable - s.accounted - (
    select gone.total - case when gone.total = 0 then 0 else (
      select count(*) from chat.receipts x
      join chat.messages d on d.tenant_id = x.tenant_id and d.room = x.room
        and d.number between greatest(x.first, s.floor + 1) and x.last
      where x.tenant_id = s.tenant_id and x.room = s.room and x.user_no = s.user_no and x.first > s.seen_through
        and d.countable and d.deleted_at is not null and d.author is distinct from s.user_no) end
    from (
      select count(*) as total from chat.messages d
      where d.tenant_id = s.tenant_id and d.room = s.room and d.countable and d.deleted_at is not null
        and d.number > greatest(s.floor, s.seen_through)
        and d.author is distinct from s.user_no) gone) as unread
from (
  select m.tenant_id, m.room, m.user_no, m.accounted, m.floor, m.seen_through, r.countable
  from chat.members m
  join chat.rooms r on r.tenant_id = m.tenant_id and r.number = m.room
  where m.active) s;

-- When a day, week, month, quarter or year begins that date_trunc gives the beginning of: where clocks are set back to
-- midnight, as on the Azores and in Havana, midnight comes twice, and it takes the second one. The hours are right already.
create function analytics_private.begins(bucket text, starts_at timestamptz, timezone text) returns timestamptz
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select case
    when date_trunc(bucket, timestamp '2001-01-01 01:00') < timestamp '2001-01-01 01:00'
      and (starts_at - interval '1 hour') at time zone timezone = starts_at at time zone timezone
    then starts_at - interval '1 hour'
    else starts_at end
$$;

-- What was posted in each hour, day, week, month, quarter or year of a time zone; null is without a limit.
create function analytics_private.messages_per(
  tenant text, bucket text, timezone text, from_time timestamptz, until_time timestamptz)
returns table (
  starts_at timestamptz, local_start timestamp, room bigint, user_no bigint, messages bigint, comments bigint, quotes bigint,
  deleted bigint, system bigint)
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select analytics_private.begins(bucket, c.starts_at, timezone), c.starts_at at time zone timezone, c.room, nullif(c.user_no, 0), sum(c.messages)::bigint,
    sum(c.comments)::bigint, sum(c.quotes)::bigint, sum(c.deleted)::bigint, sum(c.system)::bigint
  from (
    select date_trunc(bucket, m.shown_at, timezone) as starts_at, m.*
    from analytics_private.counted_messages m
    where m.tenant_id = tenant
      and (from_time is null or m.shown_at >= from_time) and (until_time is null or m.shown_at < until_time)) c
  group by c.starts_at, c.room, c.user_no
  order by c.starts_at, c.room, c.user_no
$$;

revoke all on all functions in schema analytics_private from public;
