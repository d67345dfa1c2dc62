-- Version 1 of what analysts read: columns are added, never changed or taken away. Each view shows the tenant of the login
-- that asks; the barrier keeps conditions of theirs from meeting a row of another one. What people wrote is null unless
-- the login was granted texts. What has no checkpoint of its own stands at the head of the log: read models are written
-- with the event.
create view analytics.as_of with (security_barrier) as
select 1 as contract_version, c.log_sequence, c.rollup_sequence, c.rolled_up_at
from analytics_private.checkpoint c
where analytics_private.tenant() is not null;

create view analytics.rooms with (security_barrier) as
select x.room, x.kind, x.visibility, x.creator, x.name, x.key,
  case when (select analytics_private.reads_texts()) then x.description end as description,
  case when (select analytics_private.reads_texts()) then x.options end as options, x.created_at, x.updated_at,
  x.archived_at, x.last_message, x.members, x.last_activity_at,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.rooms x
where x.tenant_id = analytics_private.tenant();

create view analytics.users with (security_barrier) as
select x.user_no, x.external_id, x.username, x.first_name, x.last_name, x.type,
  case when (select analytics_private.reads_texts()) then x.extras end as extras, x.registered_at, x.changed_at,
  x.suspended_at, x.erased,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.users x
where x.tenant_id = analytics_private.tenant();

create view analytics.members with (security_barrier) as
select x.room, x.user_no, x.active, x.moderator, x.joined_at, x.pinned_at, x.floor, x.seen_through,
  x.delivered_through,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.members x
where x.tenant_id = analytics_private.tenant();

create view analytics.presences with (security_barrier) as
select x.room, x.user_no, x.after, x.until, x.joined_at, x.left_at,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.presences x
where x.tenant_id = analytics_private.tenant();

create view analytics.messages with (security_barrier) as
select x.room, x.number, x.message, x.id, x.author, x.kind, x.markup, x.reply_to, x.parent, x.session, x.posted_at,
  x.claimed_at, x.shown_at, x.day, x.edited_at, x.deleted_at, x.comments, x.reactions, x.attachments, x.characters,
  case when (select analytics_private.reads_texts()) then x.text end as text,
  case when (select analytics_private.reads_texts()) then x.media_url end as media_url,
  case when (select analytics_private.reads_texts()) then x.links end as links,
  case when (select analytics_private.reads_texts()) then x.payload_type end as payload_type,
  case when (select analytics_private.reads_texts()) then x.payload end as payload,
  case when (select analytics_private.reads_texts()) then x.extras end as extras,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.messages x
where x.tenant_id = analytics_private.tenant();

create view analytics.receipts with (security_barrier) as
select x.room, x.user_no, x.first, x.last, x.messages, x.seen_at,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.receipts x
where x.tenant_id = analytics_private.tenant();

create view analytics.reactions with (security_barrier) as
select x.room, x.number, x.user_no, case when (select analytics_private.reads_texts()) then x.emoji end as emoji,
  x.reacted_at,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.reactions x
where x.tenant_id = analytics_private.tenant();

create view analytics.attachments with (security_barrier) as
select x.room, x.number, x.file,
  case when (select analytics_private.reads_texts()) then x.file_name end as file_name, x.content_type, x.size,
  x.sha256, x.width, x.height, x.attached_at,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.attachments x
where x.tenant_id = analytics_private.tenant();

create view analytics.messages_per_day with (security_barrier) as
select x.day, x.room, x.user_no, x.messages, x.comments, x.quotes, x.deleted, x.system, x.as_of_sequence
from analytics_private.messages_per_day x
where x.tenant_id = analytics_private.tenant();

create view analytics.active_users_daily with (security_barrier) as
select x.day, x.active_users, x.messages, x.as_of_sequence
from analytics_private.active_users_daily x
where x.tenant_id = analytics_private.tenant();

create view analytics.active_users_weekly with (security_barrier) as
select x.week, x.active_users, x.messages, x.as_of_sequence
from analytics_private.active_users_weekly x
where x.tenant_id = analytics_private.tenant();

create view analytics.active_users_monthly with (security_barrier) as
select x.month, x.active_users, x.messages, x.as_of_sequence
from analytics_private.active_users_monthly x
where x.tenant_id = analytics_private.tenant();

create view analytics.busiest_minutes with (security_barrier) as
select x.rank, x.minute, x.messages, x.rooms, x.users,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.busiest_minutes x
where x.tenant_id = analytics_private.tenant();

create view analytics.sessions with (security_barrier) as
select x.room, x.session, x.first_number, x.last_number, x.started_at, x.ended_at, x.seconds, x.messages,
  x.participants, x.opened_by, x.first_reply_seconds,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.sessions x
where x.tenant_id = analytics_private.tenant();

create view analytics.response_times with (security_barrier) as
select x.room, x.number, x.author, x.shown_at, x.starts_turn, x.reply_number, x.reply_author, x.reply_at,
  x.reply_seconds,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.response_times x
where x.tenant_id = analytics_private.tenant();

create view analytics.response_times_per_room with (security_barrier) as
select x.room, x.turns, x.answered, x.average_seconds, x.p50_seconds, x.p90_seconds, x.p99_seconds,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.response_times_per_room x
where x.tenant_id = analytics_private.tenant();

create view analytics.response_times_per_user with (security_barrier) as
select x.user_no, x.replies, x.average_seconds, x.p50_seconds, x.p90_seconds, x.p99_seconds,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.response_times_per_user x
where x.tenant_id = analytics_private.tenant();

create view analytics.quoted_replies with (security_barrier) as
select x.room, x.number, x.author, x.shown_at, x.reply_number, x.reply_author, x.reply_at, x.reply_seconds,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.quoted_replies x
where x.tenant_id = analytics_private.tenant();

create view analytics.read_times with (security_barrier) as
select x.room, x.number, x.author, x.posted_at, x.audience, x.readers, x.first_read_at, x.first_read_seconds,
  x.all_read_at, x.all_read_seconds,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.read_times x
where x.tenant_id = analytics_private.tenant();

create view analytics.unread_backlog with (security_barrier) as
select x.room, x.user_no, x.unread,
  (select h.last_seq from events.mt_head h) as as_of_sequence
from analytics_private.unread_backlog x
where x.tenant_id = analytics_private.tenant();

-- Days of other time zones: they begin at other hours, and where clocks are set they have 23 or 25.
create function analytics.messages_per(
  bucket text, timezone text, from_time timestamptz default null, until_time timestamptz default null)
returns table (
  starts_at timestamptz, local_start timestamp, room bigint, user_no bigint, messages bigint, comments bigint, quotes bigint,
  deleted bigint, system bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select * from analytics_private.messages_per(analytics_private.tenant(), bucket, timezone, from_time, until_time)
$$;

revoke all on all functions in schema analytics from public;
