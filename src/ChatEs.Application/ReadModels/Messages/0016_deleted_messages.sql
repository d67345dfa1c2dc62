-- How many messages stand is the room's last number less the deleted ones, which are few and found here.
create index messages_gone on messages (tenant_id, room, number) where deleted_at is not null;
