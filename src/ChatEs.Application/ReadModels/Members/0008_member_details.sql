alter table members
  add column pinned_at timestamptz,
  add column delivered_through bigint not null default 0; -- 1..this has reached him
