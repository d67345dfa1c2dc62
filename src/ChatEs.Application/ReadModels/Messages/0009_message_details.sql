-- The three counts say which messages of a page have more to be looked up; most have nothing.
alter table messages
  add column markup text not null default 'plain',
  add column session text collate "C",
  add column media_url text,
  add column links jsonb, -- [{"url": …, "type": "page" or "image"}, …]
  add column payload_type text,
  add column payload text, -- a JSON document of the caller, as the exact string
  add column extras text, -- likewise
  add column edited_at timestamptz,
  add column edit_version bigint, -- the event of the room that the text is from, when it was edited
  add column comments integer not null default 0, -- that stand: a deleted one is taken from it
  add column attachments integer not null default 0,
  add column reactions integer not null default 0;

create index messages_of_parent on messages (tenant_id, room, parent, number) where parent is not null;
create index messages_of_session on messages (tenant_id, room, session, number) where session is not null;

update messages p
set comments = c.comments
from (
  select tenant_id, room, parent, count(*) as comments from messages
  where parent is not null and deleted_at is null
  group by tenant_id, room, parent) c
where p.tenant_id = c.tenant_id and p.room = c.room and p.number = c.parent;
