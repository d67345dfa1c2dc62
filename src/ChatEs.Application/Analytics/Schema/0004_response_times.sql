-- A turn is what one person writes before another one does, in the room's main thread; what was deleted does not count.
-- It is answered by the next turn, and the clock runs from its first message. Where the claimed times contradict the
-- order of the messages nobody knows how long it took.
create view analytics_private.turns as
select t.tenant_id, t.room, t.number, t.author, t.shown_at, t.reply_number, t.reply_author, t.reply_at,
  case when t.reply_at >= t.shown_at then extract(epoch from t.reply_at - t.shown_at)::double precision end as reply_seconds
from (
  select s.tenant_id, s.room, s.number, s.author, s.shown_at, lead(s.number) over turns as reply_number,
    lead(s.author) over turns as reply_author, lead(s.shown_at) over turns as reply_at
  from (
    select m.tenant_id, m.room, m.number, m.author, m.shown_at,
      lag(m.author) over (partition by m.tenant_id, m.room order by m.number) as author_before
    from chat.messages m
    where m.parent is null and m.kind <> 'system' and m.deleted_at is null and m.author is not null) s
  where s.author_before is distinct from s.author
  window turns as (partition by s.tenant_id, s.room order by s.number)) t;

-- The messages of a turn are all answered by the same one, the first of the next turn; from the last message backwards
-- that is the newest first message that has been passed.
create view analytics_private.response_times as
select a.tenant_id, a.room, a.number, a.author, a.shown_at, a.starts_turn, a.reply_number, r.author as reply_author, r.shown_at as reply_at,
  case when r.shown_at >= a.shown_at then extract(epoch from r.shown_at - a.shown_at)::double precision end as reply_seconds
from (
  select s.*, min(s.number) filter (where s.starts_turn) over (
    partition by s.tenant_id, s.room order by s.number desc rows between unbounded preceding and 1 preceding) as reply_number
  from (
    select m.tenant_id, m.room, m.number, m.author, m.shown_at,
      lead(m.author) over (partition by m.tenant_id, m.room order by m.number desc) is distinct from m.author as starts_turn
    from chat.messages m
    where m.parent is null and m.kind <> 'system' and m.deleted_at is null and m.author is not null) s) a
left join chat.messages r on r.tenant_id = a.tenant_id and r.room = a.room and r.number = a.reply_number;

create view analytics_private.response_times_per_room as
select t.tenant_id, t.room, count(*) as turns, count(t.reply_number) as answered, avg(t.reply_seconds) as average_seconds,
  percentile_cont(0.5) within group (order by t.reply_seconds) as p50_seconds,
  percentile_cont(0.9) within group (order by t.reply_seconds) as p90_seconds,
  percentile_cont(0.99) within group (order by t.reply_seconds) as p99_seconds
from analytics_private.turns t
group by t.tenant_id, t.room;

-- By who answers. The average is what Qiscus calls the average reply time of a user.
create view analytics_private.response_times_per_user as
select t.tenant_id, t.reply_author as user_no, count(*) as replies, avg(t.reply_seconds) as average_seconds,
  percentile_cont(0.5) within group (order by t.reply_seconds) as p50_seconds,
  percentile_cont(0.9) within group (order by t.reply_seconds) as p90_seconds,
  percentile_cont(0.99) within group (order by t.reply_seconds) as p99_seconds
from analytics_private.turns t
where t.reply_author is not null
group by t.tenant_id, t.reply_author;

-- The first message of another person that answers this very one.
create view analytics_private.quoted_replies as
select distinct on (q.tenant_id, q.room, q.reply_to) q.tenant_id, q.room, q.reply_to as number, m.author, m.shown_at,
  q.number as reply_number, q.author as reply_author, q.shown_at as reply_at,
  case when q.shown_at >= m.shown_at then extract(epoch from q.shown_at - m.shown_at)::double precision end as reply_seconds
from chat.messages q
join chat.messages m on m.tenant_id = q.tenant_id and m.room = q.room and m.number = q.reply_to
where q.reply_to is not null and q.kind <> 'system' and q.deleted_at is null and q.author is not null
  and m.kind <> 'system' and m.deleted_at is null and m.author is not null and m.author <> q.author
order by q.tenant_id, q.room, q.reply_to, q.number;
