-- What is deleted is unread to nobody. Most rooms have nothing deleted, and a user's unread counts need not look for it there.
alter table rooms
  add column deleted bigint not null default 0; -- countable messages that were deleted

update rooms r
set deleted = d.deleted
from (
  select tenant_id, room, count(*) as deleted from messages
  where countable and deleted_at is not null
  group by tenant_id, room) d
where r.tenant_id = d.tenant_id and r.number = d.room;
