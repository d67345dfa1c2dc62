-- The log, in the layout of Marten 9 (string identity, conjoined tenancy, all metadata on), with four columns more:
-- salt, personal_digest and hash on events, last_hash on streams. No foreign key from events to streams: only
-- append_batch writes here, and it writes both rows; the check would cost a trigger call and a row lock per event.

create schema if not exists events;

create table events.mt_streams (
  tenant_id   varchar     not null default '*DEFAULT*',
  id          varchar     not null,
  type        varchar     null,
  version     bigint      null,
  timestamp   timestamptz not null default now(),
  created     timestamptz not null default now(),
  is_archived bool        null default false,
  last_hash   bytea       null,
  constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id)
) with (fillfactor = 70);

create table events.mt_events (
  seq_id          bigint       not null,
  id              uuid         not null,
  stream_id       varchar      null,
  version         bigint       not null,
  data            jsonb        not null,
  bdata           bytea        null,
  type            varchar(500) not null,
  timestamp       timestamptz  not null default now(),
  tenant_id       varchar      null default '*DEFAULT*',
  mt_dotnet_type  varchar      null,
  correlation_id  varchar      null,
  causation_id    varchar      null,
  headers         jsonb        null,
  is_archived     bool         null default false,
  salt            bytea        null,
  personal_digest bytea        null,
  hash            bytea        null,
  constraint pkey_mt_events_seq_id primary key (seq_id)
);

create unique index pk_mt_events_stream_and_version on events.mt_events (tenant_id, stream_id, version);

-- Erasures are few and asked for whenever a stream is verified.
create index mt_events_erasures on events.mt_events (tenant_id, seq_id) where type = 'personal_data_erased';

create table events.mt_event_progression (
  name         varchar     not null,
  last_seq_id  bigint      null,
  last_updated timestamptz null default transaction_timestamp(),
  constraint pk_mt_event_progression primary key (name)
);

-- The head of the log: the one row that every append updates first, and so holds until its commit. That makes
-- seq_id contiguous and equal to commit order: a reader of "seq_id > checkpoint" can never skip an event.
create table events.mt_head (
  only_row bool   not null primary key default true check (only_row),
  last_seq bigint not null
) with (fillfactor = 10);

insert into events.mt_head (last_seq) values (0);
