-- What was said with an agent: partitioned by month from the start, a hypertable where TimescaleDB is.
create sequence conversation_entry_seq;

create table conversation_entry (
    agent_id bigint not null,
    entry_id text not null,
    at timestamptz not null,
    seq bigint not null default nextval('conversation_entry_seq'),
    session_id uuid,
    conversation_id text not null,
    parent_id text,
    role text not null,
    kind text,
    model text,
    content jsonb not null,
    usage jsonb,
    raw jsonb,
    text_content text not null,
    received_at timestamptz not null,
    constraint conversation_entry_pkey primary key (agent_id, entry_id, at),
    constraint conversation_entry_agent_fkey foreign key (agent_id) references agent (id) on delete cascade,
    constraint conversation_entry_role_check check (role in ('user', 'assistant', 'system', 'tool')),
    constraint conversation_entry_content_check check (jsonb_typeof(content) = 'array'),
    constraint conversation_entry_id_check check (length(entry_id) between 1 and 200),
    constraint conversation_entry_conversation_id_check check (length(conversation_id) between 1 and 200)
) partition by range (at);

-- Makes the partition of the month that holds this time, and moves there what the default partition holds of it.
create function create_conversation_partition(of_time timestamptz) returns boolean
    language plpgsql
as
$$
declare
    month_start timestamptz := date_trunc('month', of_time, 'UTC');
    month_end timestamptz := date_trunc('month', date_trunc('month', of_time, 'UTC') + interval '32 days', 'UTC');
    name text := 'conversation_entry_' || to_char(of_time at time zone 'UTC', 'YYYY_MM');
begin
    if to_regclass(name) is not null then
        return false;
    end if;
    lock table conversation_entry in share row exclusive mode;
    execute format('create table %I (like conversation_entry including defaults including constraints)', name);
    execute format(
        'with moved as (delete from conversation_entry_default where at >= %L and at < %L returning *) '
            || 'insert into %I select * from moved', month_start, month_end, name);
    execute format(
        'alter table conversation_entry attach partition %I for values from (%L) to (%L)', name, month_start, month_end);
    return true;
end;
$$;

do
$$
declare
    preloaded boolean := exists (
        select from pg_settings where name = 'shared_preload_libraries' and setting like '%timescaledb%');
    available boolean := exists (select from pg_available_extensions where name = 'timescaledb');
begin
    if preloaded and available then
        begin
            create extension if not exists timescaledb;
        exception when others then
            raise notice 'TimescaleDB is there but cannot be used: %', sqlerrm;
        end;
    end if;
    if exists (select from pg_extension where extname = 'timescaledb') then
        create table conversation_entry_hyper (like conversation_entry including defaults including constraints);
        drop table conversation_entry;
        alter table conversation_entry_hyper rename to conversation_entry;
        alter table conversation_entry
            add constraint conversation_entry_pkey primary key (agent_id, entry_id, at),
            add constraint conversation_entry_agent_fkey
                foreign key (agent_id) references agent (id) on delete cascade;
        perform create_hypertable('conversation_entry', by_range('at', interval '1 month'), create_default_indexes => false);
    else
        create table conversation_entry_default partition of conversation_entry default;
        perform create_conversation_partition(now() - interval '1 month');
        perform create_conversation_partition(now());
        perform create_conversation_partition(date_trunc('month', now(), 'UTC') + interval '32 days');
        perform create_conversation_partition(date_trunc('month', now(), 'UTC') + interval '63 days');
    end if;
end;
$$;

create index conversation_entry_agent_idx on conversation_entry (agent_id, at desc, seq desc);
create index conversation_entry_conversation_idx on conversation_entry (agent_id, conversation_id, at desc, seq desc);
create index conversation_entry_session_idx on conversation_entry (agent_id, session_id, at desc, seq desc);

-- One row a conversation, kept with its entries, so that the list of conversations does not read the entries.
create table conversation (
    agent_id bigint not null,
    conversation_id text not null,
    session_id uuid,
    title text,
    first_at timestamptz not null,
    last_at timestamptz not null,
    entry_count bigint not null,
    constraint conversation_pkey primary key (agent_id, conversation_id),
    constraint conversation_agent_fkey foreign key (agent_id) references agent (id) on delete cascade,
    constraint conversation_entry_count_check check (entry_count >= 0)
);

create index conversation_latest_idx on conversation (agent_id, last_at desc, conversation_id desc);
