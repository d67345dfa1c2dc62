-- As before (0006), in half as many statements for what nearly everybody does: seeing on from where one has seen up to.

-- In one expression, so that it becomes part of the statement that asks.
create or replace function counted_for(tenant text, in_room bigint, reader bigint, up_to bigint)
returns bigint
language sql
stable
as $$
  select coalesce((
      select m.ordinal from messages m
      where m.tenant_id = tenant and m.room = in_room and m.number = up_to), 0)
    - coalesce((
      select m.own_ordinal from messages m
      where m.tenant_id = tenant and m.room = in_room and m.author = reader and m.number <= up_to and m.countable
      order by m.number desc
      limit 1), 0)
$$;

create or replace function apply_seen(
  tenants text[], act_rooms bigint[], act_users bigint[], firsts bigint[], lasts bigint[], posts_after bigint[],
  seen_ats timestamptz[])
returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  act record;
  segment record;
  member_floor bigint;
  through bigint; -- the member's seen_through
  from_number bigint;
  to_number bigint;
  edge bigint; -- from_number up to before here is covered
  counted_from bigint;
  newly bigint;
begin
  for act in
    select a.*
    from unnest(tenants, act_rooms, act_users, firsts, lasts, posts_after, seen_ats) with ordinality
      as a(tenant_id, room, user_no, first, last, posts_after, seen_at, place)
    order by a.place
  loop
    select m.floor, m.seen_through, least(act.last, r.last_message - act.posts_after)
    into member_floor, through, to_number
    from members m
    join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
    where m.tenant_id = act.tenant_id and m.room = act.room and m.user_no = act.user_no;

    from_number := greatest(act.first, through + 1);
    continue when through is null or from_number > to_number;

    -- Only one segment that begins at or before from_number can reach into the act; none does where he goes on from
    -- seen_through, which would be further.
    edge := from_number;
    if from_number > through + 1 then
      edge := greatest(edge, 1 + (
        select s.last from receipts s
        where s.tenant_id = act.tenant_id and s.room = act.room and s.user_no = act.user_no and s.first <= from_number
        order by s.first desc
        limit 1));
    end if;
    newly := 0;

    -- The last, empty segment stands for the end of the act and closes the gap before it.
    for segment in
      select s.first, s.last from receipts s
      where s.tenant_id = act.tenant_id and s.room = act.room and s.user_no = act.user_no
        and s.first > from_number and s.first <= to_number
      union all
      select to_number + 1, to_number
      order by 1
    loop
      if edge < segment.first then
        insert into receipts values (act.tenant_id, act.room, act.user_no, edge, segment.first - 1, act.seen_at);

        counted_from := greatest(edge, member_floor + 1);
        if counted_from < segment.first then
          newly := newly
            + counted_for(act.tenant_id, act.room, act.user_no, segment.first - 1)
            - counted_for(act.tenant_id, act.room, act.user_no, counted_from - 1);
        end if;
      end if;
      edge := greatest(edge, segment.last + 1);
    end loop;

    if from_number = through + 1 then
      loop
        through := edge - 1;
        select s.last + 1 into edge from receipts s
        where s.tenant_id = act.tenant_id and s.room = act.room and s.user_no = act.user_no and s.first = edge;
        exit when not found;
      end loop;
    end if;

    update members m
    set accounted = m.accounted + newly, seen_through = through
    where m.tenant_id = act.tenant_id and m.room = act.room and m.user_no = act.user_no;
  end loop;
end
$$;
