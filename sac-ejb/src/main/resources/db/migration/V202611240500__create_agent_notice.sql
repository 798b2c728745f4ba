-- What an agent's sidecar could not bring over, as its last heartbeat told.
create table agent_notice (
    agent_id bigint not null,
    notices jsonb not null,
    changed_at timestamptz not null,
    constraint agent_notice_pkey primary key (agent_id),
    constraint agent_notice_agent_fkey foreign key (agent_id) references agent (id) on delete cascade
);
