-- What was posted on each day, in UTC by the time shown, kept after the commit: the checkpoint 'analytics_rollups' of
-- events.mt_event_progression says up to which event. It is exactly the aggregate of the messages as they were at it.
create table analytics_private.daily (
  tenant_id text   collate "C" not null,
  day       date   not null,
  room      bigint not null,
  user_no   bigint not null, -- 0 where nobody is the author
  messages  bigint not null, -- that stand; of people
  comments  bigint not null, -- of them
  quotes    bigint not null, -- of them: those that answer a certain message
  deleted   bigint not null, -- of people
  system    bigint not null, -- also those that were deleted
  primary key (tenant_id, day, room, user_no)
);

create index daily_of_room on analytics_private.daily (tenant_id, room, day);

-- The one definition of a rollup's row, over messages; the service adds and compares by it.
create view analytics_private.counted_messages as
select m.tenant_id, m.room, m.number, m.shown_at, (m.shown_at at time zone 'UTC')::date as day, coalesce(m.author, 0) as user_no,
  (m.kind <> 'system' and m.deleted_at is null)::int::bigint as messages,
  (m.kind <> 'system' and m.deleted_at is null and m.parent is not null)::int::bigint as comments,
  (m.kind <> 'system' and m.deleted_at is null and m.reply_to is not null)::int::bigint as quotes,
  (m.kind <> 'system' and m.deleted_at is not null)::int::bigint as deleted,
  (m.kind = 'system')::int::bigint as system
from chat.messages m;

create view analytics_private.checkpoint as
select h.last_seq as log_sequence, coalesce(p.last_seq_id, 0) as rollup_sequence, p.last_updated as rolled_up_at
from events.mt_head h
left join events.mt_event_progression p on p.name = 'analytics_rollups';
