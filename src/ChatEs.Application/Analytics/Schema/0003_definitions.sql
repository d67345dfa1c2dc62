-- What the views show, for all tenants: the service reads here, with the tenant as a parameter. Each row has its tenant,
-- and windows and groups are by tenant first, so that the condition on it reaches the tables.
create view analytics_private.rooms as
select r.tenant_id, r.number as room, r.kind, r.visibility, r.creator, r.name, r.key, r.description, r.options, r.created_at,
  r.updated_at, r.archived_at, r.last_message, r.member_count as members, r.last_activity_at
from chat.rooms r;

-- Nobody registers without a name: who has none was erased.
create view analytics_private.users as
select u.tenant_id, u.number as user_no, u.external_id, u.username, u.first_name, u.last_name, u.type, u.extras,
  u.registered_at, u.changed_at, u.suspended_at, u.username = '' and u.external_id = 'erased-' || u.number as erased
from chat.users u;

create view analytics_private.members as
select m.tenant_id, m.room, m.user_no, m.active, m.moderator, m.joined_at, m.pinned_at, m.floor, m.seen_through, m.delivered_through
from chat.members m;

create view analytics_private.presences as
select p.tenant_id, p.room, p.user_no, p.after, p.until, p.joined_at, p.left_at
from chat.presences p;

create view analytics_private.messages as
select m.tenant_id, m.room, m.number, (m.room << 27) | m.number as message, m.id, m.author, m.kind, m.markup, m.reply_to, m.parent,
  m.session, m.posted_at, m.claimed_at, m.shown_at, (m.shown_at at time zone 'UTC')::date as day, m.edited_at, m.deleted_at,
  m.comments, m.reactions, m.attachments, char_length(m.text) as characters, m.text, m.media_url, m.links, m.payload_type,
  m.payload, m.extras
from chat.messages m;

create view analytics_private.receipts as
select x.tenant_id, x.room, x.user_no, x.first, x.last, x.last - x.first + 1 as messages, x.seen_at
from chat.receipts x;

create view analytics_private.reactions as
select x.tenant_id, x.room, x.number, x.user_no, x.emoji, x.reacted_at
from chat.reactions x;

create view analytics_private.attachments as
select f.tenant_id, f.room, f.number, f.file, f.file_name, f.content_type, f.size, f.sha256, f.width, f.height, f.attached_at
from chat.attachments f;

create view analytics_private.messages_per_day as
select d.tenant_id, d.day, d.room, nullif(d.user_no, 0) as user_no, d.messages, d.comments, d.quotes, d.deleted, d.system,
  (select c.rollup_sequence from analytics_private.checkpoint c) as as_of_sequence
from analytics_private.daily d;

-- Who has written is active, also where it was deleted since.
create view analytics_private.active_users_daily as
select d.tenant_id, d.day, count(distinct d.user_no) as active_users, sum(d.messages)::bigint as messages,
  (select c.rollup_sequence from analytics_private.checkpoint c) as as_of_sequence
from analytics_private.daily d
where d.user_no <> 0 and d.messages + d.deleted > 0
group by d.tenant_id, d.day;

create view analytics_private.active_users_weekly as
select d.tenant_id, date_trunc('week', d.day::timestamp)::date as week, count(distinct d.user_no) as active_users,
  sum(d.messages)::bigint as messages,
  (select c.rollup_sequence from analytics_private.checkpoint c) as as_of_sequence
from analytics_private.daily d
where d.user_no <> 0 and d.messages + d.deleted > 0
group by d.tenant_id, date_trunc('week', d.day::timestamp)::date;

create view analytics_private.active_users_monthly as
select d.tenant_id, date_trunc('month', d.day::timestamp)::date as month, count(distinct d.user_no) as active_users,
  sum(d.messages)::bigint as messages,
  (select c.rollup_sequence from analytics_private.checkpoint c) as as_of_sequence
from analytics_private.daily d
where d.user_no <> 0 and d.messages + d.deleted > 0
group by d.tenant_id, date_trunc('month', d.day::timestamp)::date;

create view analytics_private.busiest_minutes as
select b.*, rank() over (partition by b.tenant_id order by b.messages desc) as rank
from (
  select m.tenant_id, date_trunc('minute', m.shown_at) as minute, count(*) as messages, count(distinct m.room) as rooms,
    count(distinct m.author) as users
  from chat.messages m
  where m.kind <> 'system' and m.deleted_at is null
  group by m.tenant_id, date_trunc('minute', m.shown_at)) b;

create view analytics_private.sessions as
select s.tenant_id, s.room, s.session, min(s.number) as first_number, max(s.number) as last_number, min(s.shown_at) as started_at,
  max(s.shown_at) as ended_at, extract(epoch from max(s.shown_at) - min(s.shown_at))::double precision as seconds,
  count(*) as messages, count(distinct s.author) as participants, min(s.opener) as opened_by,
  case when min(s.shown_at) filter (where s.author <> s.opener) >= min(s.shown_at) filter (where s.author = s.opener)
    then extract(epoch from min(s.shown_at) filter (where s.author <> s.opener) - min(s.shown_at) filter (where s.author = s.opener))
      ::double precision end as first_reply_seconds
from (
  select m.*, first_value(m.author) over (partition by m.tenant_id, m.room, m.session order by m.number) as opener
  from chat.messages m
  where m.session is not null and m.kind <> 'system' and m.deleted_at is null) s
group by s.tenant_id, s.room, s.session;
