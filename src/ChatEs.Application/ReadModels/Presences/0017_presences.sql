-- From which message to which a user was in a room, a row for every joining. The members say who is in it now; who was
-- there when a message came is asked of this table.
create table presences (
  tenant_id text collate "C" not null,
  room bigint not null,
  user_no bigint not null,
  version bigint not null, -- the event of the room that he joined by
  after bigint not null, -- the room's last message then: those after it came while he was there
  until bigint, -- the room's last message when he left; null while he is in
  joined_at timestamptz not null,
  left_at timestamptz,
  primary key (tenant_id, room, user_no, version)
);

-- An event that came between the reading below and the commit would be missing for ever: writers wait.
select from events.mt_head for update;

-- Of the rooms that stand here already; in a shadow there is none yet, and the replay fills it.
with happened as (
  select e.tenant_id, r.number as room, e.version, e.type, e.timestamp, e.data -> 'users' as users,
    count(*) filter (where e.type = 'message_posted') over (partition by r.tenant_id, r.number order by e.version) as posted
  from rooms r
  join events.mt_events e on e.tenant_id = r.tenant_id and e.stream_id = 'room-' || r.number
  where e.type in ('message_posted', 'participants_added', 'participants_removed')
), acts as (
  select h.tenant_id, h.room, u.user_no::bigint, h.version, h.type, h.timestamp, h.posted
  from happened h
  cross join lateral jsonb_array_elements_text(h.users) as u(user_no)
  where h.type <> 'message_posted'
), paired as (
  select a.*, lead(a.posted) over acts_of_one as until, lead(a.timestamp) over acts_of_one as left_at
  from acts a
  window acts_of_one as (partition by a.tenant_id, a.room, a.user_no order by a.version)
)
insert into presences (tenant_id, room, user_no, version, after, until, joined_at, left_at)
select tenant_id, room, user_no, version, posted, until, timestamp, left_at
from paired
where type = 'participants_added';
