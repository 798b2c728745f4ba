-- a prompt is kept until its session's program has taken it; number is the order within a session
create table prompt (
    id uuid not null,
    session_id uuid not null,
    number bigint not null,
    text text not null,
    files text not null,
    idempotency_key text not null,
    state text not null,
    reason text,
    created_by bigint not null,
    created_at timestamptz not null,
    handed_at timestamptz,
    settled_at timestamptz,
    version bigint not null default 0,
    constraint prompt_pkey primary key (id),
    constraint prompt_session_fkey foreign key (session_id) references agent_session (id) on delete cascade,
    constraint prompt_key_unique unique (session_id, idempotency_key),
    constraint prompt_number_unique unique (session_id, number),
    constraint prompt_state_check check (state in ('queued', 'delivered', 'failed')),
    constraint prompt_settled_check check ((state = 'queued') = (settled_at is null))
);

create index prompt_queued_idx on prompt (session_id, number) where state = 'queued';

create table prompt_queue (
    session_id uuid not null,
    last_number bigint not null default 0,
    leased_until timestamptz,
    constraint prompt_queue_pkey primary key (session_id),
    constraint prompt_queue_session_fkey foreign key (session_id) references agent_session (id) on delete cascade
);
