-- Whoever may see all public rooms asks for them among any number of private ones. The visibility of a room never changes.
create index rooms_public on rooms (tenant_id, number) where visibility = 'public';
