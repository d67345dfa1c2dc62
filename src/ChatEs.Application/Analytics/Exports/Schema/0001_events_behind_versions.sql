-- What an export asks of the log beside reading it from end to end. The index has an entry for every event that is not
-- a message, a receipt or a reaction: few, and a post adds nothing to it.
create index mt_events_changes_of_rooms on events.mt_events (tenant_id, stream_id, version)
  where type in (
    'room_updated', 'room_archived', 'room_unarchived', 'participants_added', 'participants_removed',
    'moderator_granted', 'moderator_revoked', 'room_pinned', 'room_unpinned');

-- The version of the event that posted a message. Numbers ascend with versions and are dense, so it is found by halving,
-- in as many probes of the primary index as the room has binary digits of versions; an index over all messages would
-- cost every post.
create function events.version_of_post(of_tenant text, of_stream text, of_number bigint, before_version bigint)
returns bigint
language plpgsql
stable
as $$
declare
  low bigint := of_number; -- as many posts stand at least before the version
  high bigint := before_version - 1;
  middle bigint;
  found_version bigint;
  found_number bigint;
begin
  while low <= high loop
    middle := (low + high) / 2;
    select e.version, (e.data ->> 'number')::bigint into found_version, found_number
    from events.mt_events e
    where e.tenant_id = of_tenant and e.stream_id = of_stream and e.version between middle and high
      and e.type = 'message_posted'
    order by e.version
    limit 1;

    if not found or found_number > of_number then
      high := middle - 1;
    elsif found_number = of_number then
      return found_version;
    else
      low := found_version + 1;
    end if;
  end loop;
  return null;
end
$$;
