-- What pages of a room show changes with the messages alone. Who holds a page in memory asks for this number instead of the
-- messages, and it stands still while people only come, go and read.
alter table rooms
  add column messages_version bigint not null default 0; -- of the room's stream, of the last event that changed its messages

update rooms r
set messages_version = e.version
from (
  select tenant_id, stream_id, max(version) as version from events.mt_events
  where type in ('message_posted', 'message_edited', 'message_deleted', 'reaction_added', 'reaction_removed',
    'attachment_added', 'attachment_removed', 'personal_data_erased')
  group by tenant_id, stream_id) e
where r.tenant_id = e.tenant_id and e.stream_id = 'room-' || r.number;
