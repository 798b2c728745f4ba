-- a session is one terminal of an agent; it keeps its id when program, sidecar or sandbox are replaced
create table agent_session (
    id uuid not null,
    agent_id bigint not null,
    owner_id bigint not null,
    title text not null default '',
    status text not null,
    reason text,
    activity text not null,
    conversation_id text,
    exit_code integer,
    released boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    last_active_at timestamptz not null,
    ended_at timestamptz,
    version bigint not null default 0,
    constraint agent_session_pkey primary key (id),
    constraint agent_session_agent_fkey foreign key (agent_id) references agent (id) on delete cascade,
    constraint agent_session_owner_fkey foreign key (owner_id) references app_user (id) on delete cascade,
    constraint agent_session_status_check
        check (status in ('starting', 'ready', 'stopping', 'stopped', 'failed', 'ended')),
    constraint agent_session_activity_check check (activity in ('working', 'waiting', 'idle')),
    constraint agent_session_ended_check check ((status = 'ended') = (ended_at is not null))
);

create index agent_session_agent_idx on agent_session (agent_id) where status <> 'ended';
create index agent_session_list_idx on agent_session (owner_id, created_at desc, id) where status <> 'ended';
create index agent_session_unreleased_idx on agent_session (ended_at) where status = 'ended' and not released;
